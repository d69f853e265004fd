#include "engine/voice/neural_levels.h"

#include <algorithm>

namespace seaglass {
namespace {

constexpr float kOutputDb = 10;  // dB (and cents) in a unit of the network's outputs
constexpr float kSilentDb = -200;

// The formant curve's points: equally spaced in log2 from 40 Hz to 20480 Hz.
constexpr float kFormantFrom = -4.6438562f, kFormantStep = 9.0f / (kFormants - 1);  // octaves from 1 kHz

// Bounded, and a number whatever x is.
float bounded(float x, float low, float high) { return x > low ? std::min(x, high) : low; }

float formant_at(const float* curve, float octave) {
  const float at = bounded((octave - kFormantFrom) / kFormantStep, 0.0f, float(kFormants - 1));
  const int below = std::min(int(at), kFormants - 2);
  return curve[below] + (at - float(below)) * (curve[below + 1] - curve[below]);
}

}  // namespace

void NeuralLevels::start() {
  levels_.jump(kSilentDb);
  movement_.jump(0);
}

void NeuralLevels::next(const NeuralOrder& order, const float* answer, const float* ratio_octave, const BeatTable* beats,
                        bool struck, const NeuralLibrary& library, const VoiceKernels& kernels, LevelFrame& out) {
  if (answer != nullptr) aim(order, answer, ratio_octave);
  levels_.next();
  if (beats != nullptr) {
    std::copy_n(beats->hz, kMaxPartials, beat_hz_);
    if (beats->begins && (struck || !beats->resumes)) std::copy_n(beats->phase, kMaxPartials, beat_phase_);
  }
  if (order.move_stride > 0) move(order, library, kernels);
  movement_.next();
  for (int k = 0; k < kMaxPartials; k++) out.partial_db[k] = levels_.now[k] + movement_.now[k];
  for (int b = 0; b < kNoiseBands; b++) out.noise_db[b] = levels_.now[kMaxPartials + b] + movement_.now[kMaxPartials + b];
  out.semitones = 0.01f * (levels_.now[kMovementValues - 1] + movement_.now[kMovementValues - 1]);
}

void NeuralLevels::aim(const NeuralOrder& order, const float* answer, const float* ratio_octave) {
  const float* const formant = answer + kMaxPartials;
  const float* const noise = formant + kFormants;
  const float level_db = order.level_db;
  float target[kMovementValues];
  for (int k = 0; k < kMaxPartials; k++)
    target[k] = bounded(kOutputDb * (answer[k] + formant_at(formant, order.base_octave + ratio_octave[k])), -300, 100) + level_db;
  for (int b = 0; b < kNoiseBands; b++)
    target[kMaxPartials + b] = bounded(kOutputDb * noise[b], -300, 100) + level_db;
  target[kMovementValues - 1] = bounded(kOutputDb * noise[kNoiseBands], -600, 600);
  levels_.aim(target, order.stride);
}

void NeuralLevels::move(const NeuralOrder& order, const NeuralLibrary& library, const VoiceKernels& kernels) {
  float target[kMovementValues];
  std::fill_n(target, kMovementValues, 0.0f);
  for (int m = 0; m < order.movers; m++) {
    const Mover& mover = order.mover[m];
    const MovementEntry& entry = library.movement(mover.entry);
    for (int i = 0; i < kMovementValues; i++) target[i] += mover.still * float(entry.still[std::size_t(i)]);
    if (mover.gain == 0) continue;
    const std::int8_t* const a = entry.track.data() + mover.row * kMovementRank;
    const std::int8_t* const b = entry.track.data() + mover.next * kMovementRank;
    float amount[kMovementRank];
    for (int r = 0; r < kMovementRank; r++)
      amount[r] = mover.gain * entry.scale[std::size_t(r)] * (float(a[r]) + mover.fraction * float(b[r] - a[r]));
    kernels.add_rows(library.point(mover.point).basis.data(), amount, kMovementRank, target, kMovementValues);
  }
  if (order.beat_depth > 0) beat(order, kernels, target);
  movement_.aim(target, order.move_stride);
}

void NeuralLevels::beat(const NeuralOrder& order, const VoiceKernels& kernels, float* out) {
  alignas(kCacheLine) std::uint32_t step[kMaxPartials];
  for (int k = 0; k < kMaxPartials; k++) step[k] = std::uint32_t(std::int64_t(beat_hz_[k] * order.beat_circle));
  kernels.beat(beat_phase_, step, order.beat_depth, out, kMaxPartials);
}

}  // namespace seaglass
