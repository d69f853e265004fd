#pragma once
// A setlist: what an evening needs, in its order. A text file that people write:
//
//   # comment
//   main / verse          a patch, and a snapshot of it
//   drums                 a patch as it is
//   main / chorus / 4     gliding there in four seconds
//
// All [control].

#include <string>
#include <string_view>
#include <vector>

namespace seaglass {

struct SetlistEntry {
  std::string patch, snapshot;  // snapshot: may be empty
  double seconds = 0;

  std::string name() const { return snapshot.empty() ? patch : patch + " / " + snapshot; }
  friend bool operator==(const SetlistEntry&, const SetlistEntry&) = default;
};

// Throws io::FileError with the number of the line that is wrong. `path` is for the sentence.
std::vector<SetlistEntry> read_setlist(std::string_view text, const std::string& path);

}  // namespace seaglass
