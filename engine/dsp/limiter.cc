#include "engine/dsp/limiter.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

constexpr double kHoldSeconds = 0.035;     // a period of 29 Hz
constexpr double kRecoverySeconds = 0.25;
constexpr float kRecovered = 1.0f - 1e-6f;  // from here on the gain is one: rounding would keep it from arriving

// Where a peak of size p should end up: unchanged to the knee, then along a hyperbola that nears the ceiling, with a slope
// of one at the knee.
float shaped(float p) {
  constexpr float kRange = Limiter::kCeiling - Limiter::kKnee;
  const float over = p - Limiter::kKnee;
  return over <= 0 ? p : Limiter::kKnee + kRange * over / (over + kRange);
}

}  // namespace

// Most of the time there is nothing to do: the loop below would leave every sample as it is.
bool Limiter::idle(const float* left, const float* right, int n) const {
  if (gain_ != 1.0f || held_ > 0) return false;
  bool quiet = true;
  for (int i = 0; i < n; i++) quiet &= std::fabs(left[i]) <= kKnee && std::fabs(right[i]) <= kKnee;
  return quiet;
}

void Limiter::prepare(double rate) {
  recover_ = float(1.0 - std::exp(-1.0 / (kRecoverySeconds * rate)));
  hold_ = int(kHoldSeconds * rate);
  gain_ = 1;
  held_ = 0;
}

void Limiter::process(float* left, float* right, int n) {
  if (idle(left, right, n)) return;
  for (int i = 0; i < n; i++) {
    const float peak = std::max(std::fabs(left[i]), std::fabs(right[i]));
    const float wanted = peak > kKnee ? shaped(peak) / peak : 1.0f;
    if (wanted < gain_) {
      gain_ = wanted;
      held_ = hold_;
    } else if (held_ > 0) {
      held_--;
    } else {
      gain_ = std::min(wanted, gain_ + (1.0f - gain_) * recover_);
    }
    left[i] *= gain_;
    right[i] *= gain_;
  }
}

}  // namespace seaglass
