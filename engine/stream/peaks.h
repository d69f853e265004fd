#pragma once
// Peak levels of what is heard on the main pair, for whoever looks.

#include <algorithm>
#include <cmath>

#include "engine/stream/stream_link.h"

namespace seaglass {

// [audio] Wait-free.
inline void raise_peaks(StreamLink& link, const AudioSpan& out) {
  const auto raise = [count = out.count](const float* samples, std::atomic<float>& peak, std::atomic<float>& meter) {
    float highest = 0;
    for (int i = 0; i < count; i++) highest = std::max(highest, std::fabs(samples[i]));
    for (std::atomic<float>* to : {&peak, &meter})
      to->store(std::max(highest, to->load(std::memory_order_relaxed)), std::memory_order_relaxed);
  };
  raise(out.left, link.peak_left, link.meter_left);
  raise(out.right, link.peak_right, link.meter_right);
}

}  // namespace seaglass
