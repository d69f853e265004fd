#pragma once
// All levels of a note (partials and noise bands in dB, pitch in cents), moving in straight lines from one evaluation to
// the next. [worker], wait-free.

#include "engine/patch/neural.h"

namespace seaglass {

class LevelRamp {
 public:
  void jump(float to) {
    for (int i = 0; i < kMovementValues; i++) now[i] = to, step_[i] = 0;
  }

  // Arrives at `target` after `frames` calls of next().
  void aim(const float* target, int frames) {
    const float share = 1.0f / float(frames);
    for (int i = 0; i < kMovementValues; i++) step_[i] = (target[i] - now[i]) * share;
  }

  void next() {
    for (int i = 0; i < kMovementValues; i++) now[i] += step_[i];
  }

  alignas(kCacheLine) float now[kMovementValues];

 private:
  alignas(kCacheLine) float step_[kMovementValues];
};

}  // namespace seaglass
