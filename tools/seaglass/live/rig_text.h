#pragma once
// The lines of a rig (io/file/rig_file.h) as they are typed one at a time, and kept with all that stands around them.

#include <string>
#include <string_view>
#include <vector>

namespace seaglass {

// All functions [control].
class RigText {
 public:
  RigText() = default;
  explicit RigText(std::string_view text);

  // At the end, and in place of the lines that say something about the same: a rig has one concert pitch and one volume for
  // part 2, but any number of layers.
  void add(const std::string& line);

  // Takes out the lines that begin with the words of `beginning`: "layer", "part 2", "mpe lower". Returns how many.
  int remove(const std::string& beginning);

  // What is said, without comments and empty lines.
  std::vector<std::string> said() const;

  std::string text() const;

 private:
  std::vector<std::string> lines_;
};

}  // namespace seaglass
