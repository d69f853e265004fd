#pragma once
// State of one voice's oscillators, laid out so that a vector instruction takes neighbouring partials.
//
// Each partial is a leapfrog rotation ("magic circle"): with e = 2 sin(w / 2) and the cosine kept half a sample behind,
//   c[n+1/2] = c[n-1/2] - e s[n],   s[n+1] = s[n] + e c[n+1/2]
// gives exactly s[n] = sin(w n + phi) in two multiply-adds, and e keeps its relative precision down to the lowest pitch,
// where the coefficient 2 cos w of the usual recurrence runs out of bits. Rounding wanders by about 1e-6 in a frame;
// every frame sets both numbers afresh from the exact phase, an integer.

#include <cstdint>

#include "engine/config.h"

namespace seaglass {

struct alignas(kCacheLine) PartialBank {
  float ratio[kMaxPartials];            // f_k / f_0
  float amplitude[kMaxPartials];        // peak amplitude at the next sample
  float step[kMaxPartials];             // added to it each sample
  float sine[kMaxPartials];             // s[n]
  float cosine[kMaxPartials];           // c[n - 1/2]
  float turn[kMaxPartials];             // e
  std::uint32_t phase[kMaxPartials];    // at the last tuning, full circle 2^32
  std::uint32_t increment[kMaxPartials];  // per sample
  int count;                            // partials in use; rows behind it, up to a multiple of 16, are silent
};

}  // namespace seaglass
