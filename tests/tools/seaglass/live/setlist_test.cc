#include "tools/seaglass/live/setlist.h"

#include "io/errors.h"
#include "tests/catch.h"

using namespace seaglass;

namespace {

std::string complaint(const char* text) {
  try {
    (void)read_setlist(text, "list.txt");
  } catch (const io::FileError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("A setlist is read as people write it") {
  const auto entries = read_setlist("# evening\r\n\r\n  main  \nfolder/my.glass / verse one\ndrums / fill / 2.5", "list.txt");
  REQUIRE(entries.size() == 3);
  CHECK(entries[0] == SetlistEntry{.patch = "main", .snapshot = "", .seconds = 0});
  CHECK(entries[1] == SetlistEntry{.patch = "folder/my.glass", .snapshot = "verse one", .seconds = 0});
  CHECK(entries[2] == SetlistEntry{.patch = "drums", .snapshot = "fill", .seconds = 2.5});
  CHECK(entries[2].name() == "drums / fill");
}

TEST_CASE("What is wrong in a setlist is said with its line") {
  CHECK(complaint("") == "list.txt: the setlist is empty");
  CHECK(complaint("# nothing\n") == "list.txt: the setlist is empty");
  CHECK(complaint("a\nb / c / d\n") == "list.txt: line 2: the seconds must be a number from 0 to 600");
  CHECK(complaint("a / b / 700") == "list.txt: line 1: the seconds must be a number from 0 to 600");
  CHECK(complaint("a / b / 1 / 2") == "list.txt: line 1: expects patch / snapshot / seconds");
  CHECK(complaint("a / / 3") == "list.txt: line 1: expects patch / snapshot / seconds");
  std::string many;
  for (int i = 0; i < 1001; i++) many += "a\n";
  CHECK(complaint(many.c_str()) == "list.txt: line 1001: there are more than 1000 entries");
}
