#pragma once
// When the next block is likely to come, judged by how the last ones did.

#include "io/os/time.h"

namespace seaglass::io {

// All functions [worker] (the child's serving thread).
class BlockPace {
 public:
  // Beyond it blocks do not come regularly: the largest buffers, and whoever makes two of them at a time.
  static constexpr Nanoseconds kLongest = 50 * kMillisecond;

  // A block came at `now`.
  void came(Nanoseconds now) noexcept {
    const Nanoseconds gap = now - last_;
    last_ = now;
    if (gap > kLongest)
      interval_ = 0;
    else
      interval_ = interval_ == 0 ? gap : interval_ + (gap - interval_) / kSmoothing;
  }

  // 0: nobody knows.
  Nanoseconds expected() const noexcept { return interval_ == 0 ? 0 : last_ + interval_; }

 private:
  static constexpr int kSmoothing = 8;  // follows a change of buffer within a few blocks, and not the jitter of each

  Nanoseconds last_ = 0, interval_ = 0;
};

}  // namespace seaglass::io
