#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

namespace seaglass {

struct PanGains {
  float left, right;
};

// [any] Equal power, 0 dB in the middle; position -1 to 1.
inline PanGains pan_gains(float position) {
  const float angle = (std::clamp(position, -1.0f, 1.0f) + 1) * float(std::numbers::pi / 4);
  return {std::numbers::sqrt2_v<float> * std::cos(angle), std::numbers::sqrt2_v<float> * std::sin(angle)};
}

}  // namespace seaglass
