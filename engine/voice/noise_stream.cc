#include "engine/voice/noise_stream.h"

#include <algorithm>

namespace seaglass {

void NoiseStream::start() { filled_ = 0; }

void NoiseStream::next_silent(const NoisePlan& plan, int elapsed) {
  const int hop = plan.hop, left = std::max(0, filled_ - elapsed);
  std::copy(sum_ + elapsed, sum_ + elapsed + left, sum_);
  if (elapsed < hop && left > 0) {
    // Cut short: the window's falling half, so that old and new powers add up to one as ever.
    for (int i = 0; i < hop; i++) sum_[i] = i < left ? sum_[i] * plan.window[hop + i] : 0.0f;
    filled_ = std::min(left, hop);
  } else {
    filled_ = left;
  }
}

void NoiseStream::next(const VoiceKernels& kernels, const NoisePlan& plan, const float* density_db,
                       std::uint64_t key, int elapsed) {
  next_silent(plan, elapsed);
  alignas(64) float frame[kMaxNoiseSize];
  kernels.make_noise(plan, density_db, key, frame);
  for (int i = 0; i < filled_; i++) sum_[i] += frame[i];
  std::copy(frame + filled_, frame + 2 * plan.hop, sum_ + filled_);
  filled_ = 2 * plan.hop;
}

void NoiseStream::add(int position, float* out, int n) const {
  const int end = std::min(n, filled_ - position);
  for (int i = 0; i < end; i++) out[i] += sum_[position + i];
}

}  // namespace seaglass
