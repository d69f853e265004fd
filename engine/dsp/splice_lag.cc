#include "engine/dsp/splice_lag.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/stream/concealer.h"

namespace seaglass {
namespace {

constexpr double kSearchRate = 12000;    // pitches above 2 kHz do not matter to a joint: the correction carries them
constexpr double kWindowSeconds = 0.0134;
constexpr double kPeriodSeconds = 0.010;
constexpr int kLanes = 4;

using Vector = float __attribute__((vector_size(kLanes * sizeof(float))));

// Dot product; n is a multiple of kLanes.
float dot(const float* a, const float* b, int n) {
  Vector sum{};
  for (int i = 0; i < n; i += kLanes) {
    Vector x, y;
    std::memcpy(&x, a + i, sizeof x);
    std::memcpy(&y, b + i, sizeof y);
    sum += x * y;
  }
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

}  // namespace

void SpliceLag::prepare(double rate) {
  factor_ = std::max(1, int(std::lround(rate / kSearchRate)));
  const double slow = rate / factor_;
  shortest_ = int(Concealer::kShortestLagSeconds * slow);
  longest_ = int(Concealer::kLongestLagSeconds * slow);
  window_ = int(kWindowSeconds * slow) / kLanes * kLanes;
  period_ = int(kPeriodSeconds * slow);
  recent_.assign(std::size_t(longest_ + window_), 0.0f);
  sum_ = 0;
  summed_ = fresh_ = lag_ = 0;
}

void SpliceLag::feed(const AudioSpan& out) {
  float decimated[kMaxSpan];
  int count = 0;
  for (int i = 0; i < out.count; i++) {
    sum_ += out.left[i] + out.right[i];
    for (int p = 1; p < out.pairs; p++) sum_ += out.pair(p).left[i] + out.pair(p).right[i];
    if (++summed_ < factor_) continue;
    decimated[count++] = sum_;
    sum_ = 0;
    summed_ = 0;
  }
  std::memmove(recent_.data(), recent_.data() + count, (recent_.size() - std::size_t(count)) * sizeof(float));
  std::copy_n(decimated, count, recent_.end() - count);
  fresh_ += count;
  if (fresh_ >= period_) {
    fresh_ = 0;
    search();
  }
}

void SpliceLag::search() {
  const float* const now = recent_.data() + longest_;
  const float energy = dot(now, now, window_);
  if (energy < 1e-9f) return;
  float past = dot(now - shortest_, now - shortest_, window_);
  float best = -1;
  int best_lag = shortest_;
  for (int lag = shortest_; lag <= longest_; lag++) {
    const float* const then = now - lag;
    const float score = dot(now, then, window_) / std::sqrt(energy * past + 1e-12f);
    if (score > best) {
      best = score;
      best_lag = lag;
    }
    if (lag < longest_) past += then[-1] * then[-1] - then[window_ - 1] * then[window_ - 1];
    past = std::max(past, 0.0f);
  }
  lag_ = best_lag * factor_;
}

}  // namespace seaglass
