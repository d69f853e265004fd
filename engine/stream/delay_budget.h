#pragma once
// The delay budget. An event that arrives at sample a sounds at a + delay(), always; the delay is constant between
// announced changes, so rhythm never jitters.

#include <algorithm>
#include <cmath>
#include <string_view>

#include "engine/config.h"

namespace seaglass {

enum class Lead : std::uint8_t { kFast, kSafe };

constexpr std::string_view name_of(Lead lead) { return lead == Lead::kFast ? "fast" : "safe"; }

struct DelayBudget {
  int buffer = 64;  // B: the largest host buffer seen, samples
  int work = 48;    // W: how long before its deadline the worker begins a block
  int guard = 16;   // g: covers the push, and the scatter of the predicted deadline
  int extra = 0;    // how much further ahead "safe" runs

  // An event that the worker just missed when it began block k + 1 arrived W before that block's deadline; it can sound in
  // block k + 2 at the earliest, B + W later; the guard is for the stamping thread's own push.
  int delay() const { return buffer + work + guard + extra; }

  // [any] For a host buffer and a measured worst step, both in samples. W is a millisecond, half a buffer or one and a half
  // worst steps, whichever is longest, but W + g is no longer than a buffer where buffers are long enough: key to sound
  // within two buffers. At 64 frames and 48 kHz the delay is 128 samples.
  static DelayBudget make(int buffer, double rate, double worst_step, Lead lead) {
    constexpr double kGuardSeconds = 1.0 / 3000, kLeastWorkSeconds = 0.001, kSafeSeconds = 0.020, kMargin = 1.5;
    constexpr int kGrain = 16;
    const int guard = int(std::lround(kGuardSeconds * rate));
    const int least = int(std::lround(kLeastWorkSeconds * rate));
    const int wanted = int(std::ceil(std::max(kMargin * worst_step, buffer / 2.0) / kGrain)) * kGrain;
    return {.buffer = buffer,
            .work = std::clamp(wanted, least, std::max(least, buffer - guard)),
            .guard = guard,
            .extra = lead == Lead::kSafe ? int(std::lround(kSafeSeconds * rate)) : 0};
  }
};

}  // namespace seaglass
