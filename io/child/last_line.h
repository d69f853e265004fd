#pragma once
// The last line of what a process says, kept in a fixed space: it may say as much as it likes, and anything.

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace seaglass::io {

// All functions [control].
class LastLine {
 public:
  void add(std::span<const char> text) {
    for (const char c : text) {
      if (c == '\n') {
        if (length_ > 0) whole_ = std::string(line_.data(), length_);
        length_ = 0;
      } else if (length_ < line_.size()) {
        // It ends up in sentences of ours, so: printable ASCII.
        line_[length_++] = c >= ' ' && c <= '~' ? c : '?';
      }
    }
  }

  // The last line that is not empty, whether or not it has ended.
  std::string text() const { return length_ > 0 ? std::string(line_.data(), length_) : whole_; }

 private:
  static constexpr std::size_t kLongest = 300;  // characters of a line, of which the first count

  std::array<char, kLongest> line_{};
  std::size_t length_ = 0;
  std::string whole_;
};

}  // namespace seaglass::io
