#pragma once
// What shaped noise needs to know of the sample rate: made once, shared by all voices.
//
// A frame of noise is the inverse Fourier transform of a spectrum with the wanted magnitudes and random phases. Frames of
// two hops under a sine window overlap by one hop; their powers add up to one since sin^2 + cos^2 = 1.

#include <cstdint>
#include <vector>

#include "engine/config.h"

namespace seaglass {

struct NoisePlan {
  int hop = 0;   // samples in a control frame
  int size = 0;  // of the transform: the power of two from 2 x hop on

  // For bin k of size / 2: density is read between bands band[k] and band[k] + 1.
  std::vector<std::int32_t> band;
  std::vector<float> fraction;
  std::vector<float> scale_log2;  // log2 of what turns 10^(density / 20) into the bin's magnitude; -200 where silent

  std::vector<float> window;                   // [2 x hop]
  std::vector<float> twiddle_re, twiddle_im;   // exp(+2 pi i k / (size / 2)), k < size / 2
  std::vector<float> half_re, half_im;         // exp(+2 pi i k / size), k < size / 2
  std::vector<float> phasor_re, phasor_im;     // 256 unit phasors

  // [control] For a sample rate in Hz.
  static NoisePlan make(double rate);
};

// [any] Samples in a control frame at `rate`.
int frame_samples(double rate);

inline constexpr int kMaxNoiseSize = 1024;  // 192 kHz

}  // namespace seaglass
