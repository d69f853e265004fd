#pragma once
// Drawing one of several by their logits.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace seaglass::jam {

inline constexpr float kNever = -1e30f;  // the logit of what must not be

// [any] Turns logits into shares of one; returns false, and leaves them, when nothing may be.
inline bool to_shares(std::span<float> logits) {
  const float most = *std::max_element(logits.begin(), logits.end());
  if (most <= kNever / 2) return false;
  float sum = 0;
  for (float& x : logits) sum += x = x <= kNever / 2 ? 0.0f : std::exp(x - most);
  for (float& x : logits) x /= sum;
  return true;
}

// [any] The index that a number in [0, 1) falls on, shares standing side by side.
inline std::size_t drawn(std::span<const float> shares, float at) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < shares.size(); i++) {
    if (shares[i] <= 0) continue;
    last = i;
    at -= shares[i];
    if (at < 0) break;
  }
  return last;
}

// [any] ln of the sum of the exponentials.
inline float log_sum(std::span<const float> logits) {
  const float most = *std::max_element(logits.begin(), logits.end());
  if (most <= kNever / 2) return kNever;
  float sum = 0;
  for (const float x : logits) sum += x <= kNever / 2 ? 0.0f : std::exp(x - most);
  return most + std::log(sum);
}

}  // namespace seaglass::jam
