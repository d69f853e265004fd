// A setlist: what can be read is written again as it was.

#include "tools/seaglass/live/setlist.h"

#include "io/errors.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

const Target target("setlist", [](Bytes input) {
  std::vector<SetlistEntry> entries;
  try {
    entries = read_setlist(text_of(input), "any");
  } catch (const io::FileError& error) {
    must(std::string_view(error.what()).starts_with("any: "), "an error names the file");
    return;
  }
  must(!entries.empty() && entries.size() <= 1000, "a setlist has entries");
  std::string text;
  for (const SetlistEntry& entry : entries) {
    must(!entry.patch.empty() && entry.seconds >= 0 && entry.seconds <= 600, "an entry has a patch, and is soon there");
    char seconds[40];
    std::snprintf(seconds, sizeof seconds, " / %.17g", entry.seconds);
    if (entry.patch.ends_with(" /") || entry.snapshot.ends_with(" /")) return;  // would become another separator
    text += entry.name() + (entry.snapshot.empty() ? "" : seconds) + "\n";
  }
  must(read_setlist(text, "any") == entries, "what is written is read as it was");
});

}  // namespace
}  // namespace seaglass::fuzz
