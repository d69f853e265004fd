#pragma once
// How often a wrong message is answered: a token bucket, so that a flood of nonsense makes no flood
// of replies.

#include <algorithm>

#include "engine/stream/stream_clock.h"

namespace seaglass::io {

// One thread.
class ReplyLimiter {
 public:
  static constexpr double kPerSecond = 10;
  static constexpr double kBurst = 20;

  // Wait-free. May a reply be sent at `now`?
  bool allow(Nanoseconds now) {
    if (last_ != 0) tokens_ = std::min(kBurst, tokens_ + kPerSecond * 1e-9 * double(now - last_));
    last_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  double tokens_ = kBurst;
  Nanoseconds last_ = 0;
};

}  // namespace seaglass::io
