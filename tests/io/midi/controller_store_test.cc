// The file on the disk: whatever happens to it, nothing that stood in it is lost.

#include "io/midi/controller_store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "io/file/byte_file.h"
#include "tests/catch.h"
#include "tests/io/file/full_disk.h"
#include "tests/io/file/temp_folder.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::io;
using namespace seaglass::test;
using Catch::Matchers::Contains;

namespace {

using Sentences = std::vector<std::string>;

std::string read(const std::string& path) {
  const auto bytes = read_file(path, kMaxControllerFile);
  return {bytes.begin(), bytes.end()};
}

ControllerFile file_with(int number) {
  ControllerFile file;
  file.of("box").entries.push_back({standard_mapping(knob_control(1, number), target_of(ParameterId::kVibrato)), ""});
  return file;
}

int number_in(const ControllerFile& file) { return file.devices.at(0).entries.at(0).mapping.control.id.number; }

// Times of files are finer than a test is quick, but not on every disk.
void write_later(const std::string& path, const std::string& text) {
  write_file(path, text);
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::seconds(2));
}

}  // namespace

TEST_CASE("The first time there is no file, then there is one in a folder of its own") {
  const TempFolder folder;
  const std::string path = folder / "config/seaglass/controllers.json";
  Sentences said;
  ControllerStore store(path);
  CHECK(store.load(said).devices.empty());
  store.save(file_with(21), said);
  CHECK(said.empty());
  CHECK(number_in(ControllerStore(path).load(said)) == 21);
  CHECK(said.empty());
}

TEST_CASE("A damaged file is kept under another name, and said so") {
  const TempFolder folder;
  const std::string path = folder / "controllers.json", damaged = "{\n \"seaglass_controllers\": 1, \"devices\": [";
  for (int i = 1; i <= 3; i++) {
    write_file(path, damaged + std::string(std::size_t(i), ' '));
    Sentences said;
    ControllerStore store(path);
    CHECK(store.load(said).devices.empty());
    REQUIRE(said.size() == 1);
    const std::string aside = "controllers.damaged-" + std::to_string(i) + ".json";
    CHECK_THAT(said[0], Contains(path) && Contains("line 2 is no JSON") && Contains("kept as '" + aside + "'"));
    CHECK(read(folder / aside) == damaged + std::string(std::size_t(i), ' '));
    CHECK_FALSE(std::filesystem::exists(path));
    store.save(file_with(21), said);
    CHECK(said.size() == 1);
    CHECK(number_in(ControllerStore(path).load(said)) == 21);
  }
}

TEST_CASE("What a hand writes meanwhile is read, once it is written") {
  const TempFolder folder;
  const std::string path = folder / "controllers.json";
  Sentences said;
  ControllerStore store(path);
  store.save(file_with(21), said);
  CHECK_FALSE(store.reload(false, said));
  write_later(path, to_text(file_with(22)));
  CHECK_FALSE(store.reload(true, said));  // an editor may be at it
  const auto file = store.reload(true, said);
  REQUIRE(file);
  CHECK(number_in(*file) == 22);
  CHECK_FALSE(store.reload(true, said));
  CHECK(said.empty());
  std::filesystem::remove(path);
  CHECK_FALSE(store.reload(false, said));
}

TEST_CASE("What a hand writes wrongly is told once and changes nothing, and is kept when the next change is written") {
  const TempFolder folder;
  const std::string path = folder / "controllers.json";
  Sentences said;
  ControllerStore store(path);
  store.save(file_with(21), said);
  write_later(path, "{ \"seaglass");
  CHECK_FALSE(store.reload(false, said));
  CHECK_FALSE(store.reload(false, said));
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], Contains("damaged") && Contains("stay as they were"));
  store.save(file_with(23), said);
  REQUIRE(said.size() == 2);
  CHECK_THAT(said[1], Contains("kept as"));
  CHECK(read(folder / "controllers.damaged-1.json") == "{ \"seaglass");
  CHECK(number_in(ControllerStore(path).load(said)) == 23);
}

TEST_CASE("A full disk leaves what was there, and a later change is kept") {
  const TempFolder folder;
  const std::string path = folder / "controllers.json";
  Sentences said;
  ControllerStore store(path);
  store.save(file_with(21), said);
  {
    const FullDisk full(10);
    store.save(file_with(22), said);
  }
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], Contains("cannot be written") && Contains("not kept"));
  CHECK(number_in(ControllerStore(path).load(said)) == 21);
  store.save(file_with(22), said);
  CHECK(number_in(ControllerStore(path).load(said)) == 22);
}

TEST_CASE("What cannot be read is not replaced") {
  const TempFolder folder;
  const std::string path = folder / "controllers.json";
  REQUIRE(mkdir(path.c_str(), 0700) == 0);
  Sentences said;
  ControllerStore store(path);
  CHECK(store.load(said).devices.empty());
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], Contains("begin unmapped"));
  store.save(file_with(21), said);
  CHECK(said.size() == 2);
  CHECK(std::filesystem::is_directory(path));
}

TEST_CASE("A link to a file elsewhere stays one") {
  const TempFolder folder;
  const std::string path = folder / "controllers.json", real = folder / "real.json";
  Sentences said;
  ControllerStore(real).save(file_with(21), said);
  std::filesystem::create_symlink(real, path);
  ControllerStore store(path);
  CHECK(number_in(store.load(said)) == 21);
  store.save(file_with(22), said);
  CHECK(std::filesystem::is_symlink(path));
  CHECK(number_in(ControllerStore(real).load(said)) == 22);
  CHECK(said.empty());
}

TEST_CASE("Without a home nothing is kept, and said so") {
  Sentences said;
  ControllerStore store("");
  CHECK(store.load(said).devices.empty());
  CHECK_FALSE(store.reload(false, said));
  CHECK(said.empty());
  store.save(file_with(21), said);
  CHECK(said.size() == 1);
}
