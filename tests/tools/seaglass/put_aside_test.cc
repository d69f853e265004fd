#include "tools/seaglass/put_aside.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/catch.h"
#include "tests/io/file/temp_folder.h"

using namespace seaglass;

namespace {

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }
std::string read(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("A file whose name is used again is put aside, and what is no recording stays") {
  const io::TempFolder folder;
  const std::string path = folder / "take.wav";
  CHECK(put_aside(path).empty());
  write(path, "first");
  CHECK(put_aside(path) == "'" + path + "' was there already: it is '" + path + "~' now");
  CHECK(read(path + "~") == "first");
  CHECK_FALSE(std::filesystem::exists(path));
  write(path, "second");
  CHECK_FALSE(put_aside(path).empty());
  CHECK(read(path + "~") == "second");
  write(path, "");
  CHECK(put_aside(path).empty());
  CHECK(std::filesystem::exists(path));
  CHECK(put_aside("/dev/null").empty());
  CHECK(put_aside(folder / "").empty());
}
