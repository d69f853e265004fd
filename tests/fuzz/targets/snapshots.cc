// The file that keeps a performer's snapshots: what can be read is written again as it was.

#include "tools/seaglass/live/snapshot_file.h"

#include "io/errors.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

const Target target("snapshots", [](Bytes input) {
  Snapshots snapshots;
  try {
    snapshots = parse_snapshots(text_of(input), "any");
  } catch (const io::FileError& error) {
    must(std::string_view(error.what()).starts_with("any: "), "an error names the file");
    return;
  }
  must(parse_snapshots(to_text(snapshots), "any") == snapshots, "what is written is read as it was");
});

}  // namespace
}  // namespace seaglass::fuzz
