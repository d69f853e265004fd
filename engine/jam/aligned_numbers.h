#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "engine/config.h"

namespace seaglass::jam {

// Numbers that begin on a cache line; zero at first. Their count is rounded up to whole lines.
class AlignedNumbers {
 public:
  // [control]
  explicit AlignedNumbers(std::size_t count) : lines_((count + kInLine - 1) / kInLine) {}

  float* data() { return lines_.data()->value; }
  const float* data() const { return lines_.data()->value; }
  void clear() { std::fill(lines_.begin(), lines_.end(), Line{}); }

 private:
  static constexpr std::size_t kInLine = kCacheLine / sizeof(float);
  struct alignas(kCacheLine) Line {
    float value[kInLine] = {};
  };
  std::vector<Line> lines_;
};

}  // namespace seaglass::jam
