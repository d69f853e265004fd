#pragma once
// The operations that a voice spends its time in. engine/ declares them, kernels/cpu implements them once for each
// instruction set, the program hands the table in: so engine depends on no processor.
//
// All of them: [worker] wait-free, bounded by their counts. Results depend on the arguments alone; two calls for n and m
// samples give the same bits as one call for n + m.

#include <cstdint>

#include "engine/config.h"
#include "engine/voice/network.h"
#include "engine/voice/noise_plan.h"
#include "engine/voice/partial_bank.h"

namespace seaglass {

// One row of stored levels between two frames, with its share in a mix.
struct LevelRows {
  const std::uint8_t* before;  // [count] in steps of kLevelStepDb
  const std::uint8_t* after;
  float fraction;              // 0: before, 1: after
  float weight;
  int count;                   // further entries are missing: see kMissingDb
};

struct VoiceKernels {
  const char* name;  // instruction set, as journals and reports write it

  // Sets phases forward by `elapsed` samples of the old frequencies, then tunes every partial to
  // ratio x cycles (fundamental in cycles per sample). Partials above half the rate turn at half the rate.
  void (*tune)(PartialBank& bank, float cycles, std::int32_t elapsed);

  // Sets amplitude steps so that partial k arrives at 10^(target_db[k] / 20) after `frames` samples. Below -140 dB: 0.
  void (*aim)(PartialBank& bank, const float* target_db, int frames);

  // Adds the next n samples, n <= kMaxSpan, to out and moves the state on.
  void (*sum)(PartialBank& bank, float* out, int n);

  // out_db[k] = sum over rows of weight x level, in dB, for k < count <= kMaxPartials; weights add up to one, and at
  // least one row reaches `count`. Below kLevelFloorDb the result falls off to silence.
  void (*mix_levels)(const LevelRows* rows, int row_count, float* out_db, int count);

  // Gives one frame of noise, 2 x plan.hop samples long and shaped by a sine window, with density density_db[kNoiseBands];
  // `key` selects the random phases.
  void (*make_noise)(const NoisePlan& plan, const float* density_db, std::uint64_t key, float* frame);

  // Runs the network on `batch` <= kNetBatch rows: `in` [batch][input_stride], `out` [batch][output_stride]; `scratch` holds
  // 2 x batch x width. A row's result does not depend on the batch or on its place in it: every unit adds up its inputs
  // in their order. All arrays lie on cache lines.
  void (*evaluate)(const Network& net, const float* in, float* out, float* scratch, int batch);

  // Ratios of a stiff string's partials k = 1 .. count, and their log2:
  // ratio[k - 1] = k sqrt((1 + b k^2) / (1 + b)) 2^(cents[k - 1] / 1200).
  void (*string_ratios)(const float* cents, float b, float* ratio, float* octave, int count);

  // Moves the phases (full circle 2^32) on by `step` and adds what a second string of amplitude `depth` < 1 that is so far
  // ahead makes of each partial, in dB against the mean: 20 log10(|1 + d e^(i phase)| / sqrt(1 + d^2)), -12 dB at least.
  void (*beat)(std::uint32_t* phase, const std::uint32_t* step, float depth, float* out_db, int count);

  // out[i] += sum over r of amount[r] x rows[r x count + i], r < row_count, i < count.
  void (*add_rows)(const float* rows, const float* amount, int row_count, float* out, int count);

  // left[i] += gain_left x in[i], and right likewise.
  void (*pan)(const float* in, int n, float gain_left, float gain_right, float* left, float* right);
};

}  // namespace seaglass
