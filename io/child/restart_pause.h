#pragma once
// How long to wait before the next life: longer after each that was short, so that a child that cannot live does not
// load the machine that plays on without it.

#include <algorithm>

#include "io/os/time.h"

namespace seaglass::io {

struct PauseLimits {
  // Long enough for the worker to take over the state that the last life left (block_exchange.h), and short enough that
  // a child that was killed by accident is hardly missed.
  Nanoseconds first = kSecond / 4;
  // A start costs up to a second of a processor, for the driver and the weights: 3 % of one, for ever.
  Nanoseconds longest = 30 * kSecond;
  // Who was well for so long, and then is not, has had bad luck rather than a defect.
  Nanoseconds well = 60 * kSecond;
};

// All functions [control].
class RestartPause {
 public:
  explicit RestartPause(const PauseLimits& limits) : limits_(limits), next_(limits.first) {}

  // After a life that was ready for so long, 0: never. The pause until the next.
  Nanoseconds after(Nanoseconds lived) {
    if (lived >= limits_.well) next_ = limits_.first;
    const Nanoseconds pause = next_;
    next_ = std::min(limits_.longest, 2 * next_);
    return pause;
  }

 private:
  PauseLimits limits_;
  Nanoseconds next_;
};

}  // namespace seaglass::io
