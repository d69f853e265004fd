#pragma once
// What voices know of the patch and of the stream, in the memory of whoever runs them: plain pointers into tables that
// are made once and then only read.

#include <cstdint>

#include "engine/voice/orders.h"

namespace seaglass::cuda {

// Recorded movement of one take, [rows] of kMovementRank steps each, and what is the take's own.
struct MovementTable {
  float scale[kMovementRank];
  const std::int8_t* still;  // [kMovementValues]
  const std::int8_t* track;
};

// As NoisePlan has it (engine/voice/noise_plan.h).
struct NoiseTable {
  int hop, size;
  const std::int32_t* band;
  const float *fraction, *scale_log2;
  const float* window;
  const float *twiddle_re, *twiddle_im, *half_re, *half_im;
  const float *phasor_re, *phasor_im;
};

struct VoiceTables {
  double rate;                     // Hz
  NoiseTable noise;
  const float* noise_octave;       // [kNoiseBands]
  const float* fade;               // [fade_samples], from 1 to 0
  int fade_samples;
  const float* const* basis;       // of each point: [kMovementRank x kMovementValues]
  const MovementTable* movements;  // of each entry
  int answer_stride;               // floats from one answer of the network to the next
};

}  // namespace seaglass::cuda
