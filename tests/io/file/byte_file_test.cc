#include "io/file/byte_file.h"

#include <sys/stat.h>

#include <fstream>

#include "tests/catch.h"
#include "tests/io/file/full_disk.h"
#include "tests/io/file/temp_folder.h"
#include "tests/io/sentence.h"

using namespace seaglass::io;

TEST_CASE("files are written whole and read back") {
  const TempFolder folder;
  std::vector<std::uint8_t> bytes(200'000);
  for (std::size_t i = 0; i < bytes.size(); i++) bytes[i] = std::uint8_t(i * 7);
  write_file(folder / "a", bytes);
  CHECK(read_file(folder / "a", bytes.size()) == bytes);
  write_file(folder / "a", std::string_view("short"));
  CHECK(read_file(folder / "a", 100).size() == 5);
  write_file(folder / "empty", std::string_view());
  CHECK(read_file(folder / "empty", 0).empty());
  CHECK(folder.files() == 2);
}

TEST_CASE("what cannot be read is a file error") {
  const TempFolder folder;
  CHECK(complaint_of([&] { read_file(folder / "none", 100); }).exit_code == 3);
  CHECK(complaint_of([&] { read_file(folder / ".", 100); }).has("folder"));
  write_file(folder / "big", std::string(101, 'x'));
  CHECK(complaint_of([&] { read_file(folder / "big", 100); }).has("longer"));
  CHECK(complaint_of([&] { read_file("/dev/zero", 1 << 20); }).has("longer"));
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(read_file(folder / "pipe", 100).empty());  // and does not wait for a writer
}

TEST_CASE("a failed write leaves nothing, and what was there before") {
  const TempFolder folder;
  write_file(folder / "kept", std::string_view("old"));
  {
    const FullDisk full(1000);
    CHECK(complaint_of([&] { write_file(folder / "kept", std::string(5000, 'x')); }).exit_code == 5);
    CHECK(complaint_of([&] { write_file(folder / "new", std::string(5000, 'x')); }).has("new"));
  }
  CHECK(folder.files() == 1);
  CHECK(read_file(folder / "kept", 100).size() == 3);
  CHECK(complaint_of([&] { write_file(folder / "no/such/folder", std::string_view("x")); }).exit_code == 5);
  CHECK(complaint_of([&] { write_file(folder / ".", std::string_view("x")); }).exit_code == 5);
  CHECK(complaint_of([] { write_file("/dev/full", std::string_view("x")); }).exit_code == 5);
  CHECK_FALSE(std::filesystem::exists("/dev/full.part"));
}

TEST_CASE("SHA-256 of the standard's examples") {
  const std::string_view abc = "abc";
  CHECK(sha256_hex({reinterpret_cast<const std::uint8_t*>(abc.data()), 3}) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
