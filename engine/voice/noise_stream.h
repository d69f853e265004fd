#pragma once
// One voice's noise: overlapping frames added up, read a few samples at a time. All [worker], wait-free.

#include <cstdint>

#include "engine/voice/kernels.h"

namespace seaglass {

class NoiseStream {
 public:
  void start();

  // Begins a frame at the next sample, `elapsed` samples after the one before; what is left of earlier frames goes on,
  // faded out over this one when it was cut short.
  void next(const VoiceKernels& kernels, const NoisePlan& plan, const float* density_db, std::uint64_t key,
            int elapsed);

  // The same with nothing to add: earlier noise rings out.
  void next_silent(const NoisePlan& plan, int elapsed);

  // Adds the samples from `position` within the frame on.
  void add(int position, float* out, int n) const;

 private:
  alignas(64) float sum_[kMaxNoiseSize];
  int filled_ = 0;  // samples of sum_ that are not known to be zero
};

}  // namespace seaglass
