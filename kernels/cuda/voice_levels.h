#pragma once
// The levels of one neural voice by a team: what NeuralLevels (engine/voice/neural_levels.h) does, a value a thread.
//
// A Team has
//   phase(n, f)   f(i) for every i below n, then a barrier
//   one(f)        a barrier, f() by one thread, a barrier: for what the whole team reads to decide what comes next
//   largest(n, f) the largest f(i), known to all

#include "kernels/cuda/voice_math.h"
#include "kernels/cuda/voice_state.h"
#include "kernels/cuda/voice_tables.h"

namespace seaglass::cuda {

inline constexpr float kOutputDb = 10;  // dB (and cents) in a unit of the network's outputs
// The formant curve's points: equally spaced in log2 from 40 Hz to 20480 Hz.
inline constexpr float kFormantFrom = -4.6438562f, kFormantStep = 9.0f / (kFormants - 1);  // octaves from 1 kHz
inline constexpr float kLeastBeat = 0.0630957f;     // -12 dB
inline constexpr float kDbPerPowerOctave = 3.0102999f;

SEAGLASS_HD inline float formant_at(const float* curve, float octave) {
  const float at = bounded((octave - kFormantFrom) / kFormantStep, 0.0f, float(kFormants - 1));
  const int below = int(at) < kFormants - 2 ? int(at) : kFormants - 2;
  return curve[below] + (at - float(below)) * (curve[below + 1] - curve[below]);
}

// Value i of what the network says.
SEAGLASS_HD inline float level_of_answer(const NeuralOrder& order, const float* answer, const float* ratio_octave, int i) {
  const float* const formant = answer + kMaxPartials;
  const float* const noise = formant + kFormants;
  if (i < kMaxPartials)
    return bounded(kOutputDb * (answer[i] + formant_at(formant, order.base_octave + ratio_octave[i])), -300, 100) + order.level_db;
  if (i < kMovementValues - 1) return bounded(kOutputDb * noise[i - kMaxPartials], -300, 100) + order.level_db;
  return bounded(kOutputDb * noise[kNoiseBands], -600, 600);
}

// What beating makes of partial k, in dB; moves its phase on.
SEAGLASS_HD inline float beat(const NeuralOrder& order, float hz, std::uint32_t& phase) {
  const float depth = order.beat_depth, mean = 1.0f + depth * depth;
  phase += std::uint32_t(std::int64_t(hz * order.beat_circle));
  const float power = (mean + 2.0f * depth * sine_of(phase + 0x40000000u)) / mean;
  return kDbPerPowerOctave * log2_of(power > kLeastBeat ? power : kLeastBeat);
}

// Value i of the movement that is to be reached.
SEAGLASS_HD inline float movement_value(const NeuralOrder& order, const VoiceTables& tables, const VoiceScratch& scratch, int i) {
  float x = 0;
  for (int m = 0; m < order.movers; m++) {
    const Mover& mover = order.mover[m];
    x += mover.still * float(tables.movements[mover.entry].still[i]);
    if (mover.gain == 0) continue;
    const float* const basis = tables.basis[mover.point];
    for (int r = 0; r < kMovementRank; r++) x = fmaf(scratch.amount[m][r], basis[r * kMovementValues + i], x);
  }
  return x;
}

template <class Team>
SEAGLASS_HD inline void move_levels(Team& team, const NeuralOrder& order, const VoiceTables& tables, VoiceState& state,
                                    VoiceScratch& scratch) {
  team.phase(order.movers * kMovementRank, [&](int i) {
    const Mover& mover = order.mover[i / kMovementRank];
    const MovementTable& movement = tables.movements[mover.entry];
    const int r = i % kMovementRank;
    const float a = float(movement.track[mover.row * kMovementRank + r]), b = float(movement.track[mover.next * kMovementRank + r]);
    scratch.amount[i / kMovementRank][r] = mover.gain * movement.scale[r] * (a + mover.fraction * (b - a));
  });
  const float share = 1.0f / float(order.move_stride);
  team.phase(kMovementValues, [&](int i) {
    float target = movement_value(order, tables, scratch, i);
    if (i < kMaxPartials && order.beat_depth > 0) target += beat(order, state.beat_hz[i], state.beat_phase[i]);
    state.movement.step[i] = (target - state.movement.now[i]) * share;
  });
}

// The levels at the end of the frame, into scratch.levels.
template <class Team>
SEAGLASS_HD inline void neural_levels(Team& team, const NeuralOrder& order, const BeatTable* beats, bool struck, const float* answers,
                                      const VoiceTables& tables, VoiceState& state, VoiceScratch& scratch) {
  if (order.question >= 0) {
    const float* const answer = answers + std::ptrdiff_t(order.question) * tables.answer_stride;
    const float share = 1.0f / float(order.stride);
    team.phase(kMovementValues, [&](int i) {
      const float target = level_of_answer(order, answer, state.table.ratio_octave, i);
      state.levels.step[i] = (target - state.levels.now[i]) * share;
    });
  }
  if (beats != nullptr)
    team.phase(kMaxPartials, [&](int k) {
      state.beat_hz[k] = beats->hz[k];
      if (beats->begins && (struck || !beats->resumes)) state.beat_phase[k] = beats->phase[k];
    });
  if (order.move_stride > 0) move_levels(team, order, tables, state, scratch);
  team.phase(kMovementValues, [&](int i) {
    const float level = state.levels.now[i] += state.levels.step[i];
    const float sum = level + (state.movement.now[i] += state.movement.step[i]);
    if (i < kMaxPartials)
      scratch.levels.partial_db[i] = sum;
    else if (i < kMovementValues - 1)
      scratch.levels.noise_db[i - kMaxPartials] = sum;
    else
      scratch.levels.semitones = 0.01f * sum;
  });
}

}  // namespace seaglass::cuda
