#pragma once
// What begins with a note, a change or a frame of one voice, by a team: what VoiceSound::begin() does.
//
// Pitch is tuned here as well, from the ratios and keys that control computed: what the network adds to it, its contour, is known
// where the network is asked. In double precision, so a frequency is the CPU's but seldom for its last bit.

#include "kernels/cuda/voice_levels.h"
#include "kernels/cuda/voice_noise.h"

namespace seaglass::cuda {

// As in engine/voice/voice_sound.cc.
inline constexpr float kSilenceDb = -106.0f, kSilentDb = -200.0f;
inline constexpr float kMovingPitch = 0.01f;                   // semitones
inline constexpr float kNyquistKnee = 0.46f, kNyquistFade = 3000.0f;
inline constexpr float kGripFrom = 8, kGripTo = 20, kLeastGrip = 0.02f;
inline constexpr double kRingSeconds = 2.5;
inline constexpr float kNoiseSpreadDb = 10;                    // a density is spread over a tenth of the spectrum
inline constexpr float kLeastPartialDb = -140, kMostPartialDb = 40;

// False: the voice has this note already, and goes on.
template <class Team>
SEAGLASS_HD inline bool strike(Team& team, const StrikeOrder& order, const VoiceTables& tables, VoiceState& state,
                               VoiceScratch& scratch) {
  if (order.resumes && scratch.s.told && order.note == scratch.s.note) return false;
  team.one([&] {
    VoiceScalars& s = scratch.s;
    const Ramp level = s.level, pan = s.pan;
    s = VoiceScalars{};
    s.level = level;
    s.pan = pan;
    s.partials = order.partials;
    s.pitched = order.pitched;
    s.sustained = order.sustained;
    s.base_key = order.base_key;
    s.note = order.note;
    s.told = true;
    s.sounds = true;
    s.released_s = order.past.released_s;
    s.let_go_s = order.past.let_go_s;
    s.grip = order.past.grip;
    s.loudest_db = order.past.loudest_db;
    s.fallen_db = order.past.fallen_db;
    s.contour = s.contour_from = s.contour_to = order.past.contour;
    s.level_db = order.level_db;
    s.into_frame = tables.noise.hop;
    s.fade_at = -1;
  });
  team.phase(kMaxPartials, [&](int k) {
    const bool used = k < order.partials;
    scratch.partial[k] = {0, 0, used ? std::uint32_t(std::int64_t(double(order.phase[k]) * 4294967296.0)) : 0, 0};
  });
  team.phase(2 * tables.noise.hop, [&](int i) { scratch.noise[0][i] = 0; });
  team.phase(kMovementValues, [&](int i) {
    state.levels.now[i] = kSilentDb;
    state.levels.step[i] = state.movement.now[i] = state.movement.step[i] = 0;
  });
  return true;
}

// Sets phases forward by the samples that have sounded since the last time, then tunes every partial.
template <class Team>
SEAGLASS_HD inline void tune(Team& team, const VoiceTables& tables, const VoiceState& state, VoiceScratch& scratch) {
  team.one([&] {
    VoiceScalars& s = scratch.s;
    const double moved = s.offset + s.contour;
    const double hz = s.pitched ? 440.0 * exp2((s.key + moved - 69.0) / 12.0)
                                : state.table.hz * exp2((moved + s.key - s.base_key) / 12.0);
    s.cycles = float(hz / tables.rate);
    s.tune_elapsed = s.since_tune;
    s.since_tune = 0;
  });
  team.phase(scratch.s.partials, [&](int k) {
    Partial& p = scratch.partial[k];
    p.phase += p.increment * std::uint32_t(scratch.s.tune_elapsed);
    const float wanted = state.table.ratio[k] * scratch.s.cycles;
    p.increment = std::uint32_t(std::int32_t((wanted < 0.499f ? wanted : 0.499f) * 0x1p32f));
  });
}

template <class Team>
SEAGLASS_HD inline void change(Team& team, const ChangeOrder& order, const VoiceTables& tables, const VoiceState& state,
                               VoiceScratch& scratch) {
  team.one([&] {
    VoiceScalars& s = scratch.s;
    s.key = order.key;
    s.offset = order.offset;
    s.contour += order.contour;
    s.contour_from += order.contour_from;
    s.contour_to += order.contour_to;
    s.level = order.level;
    s.pan = order.pan;
    s.fade_at = order.fade_at;
  });
  if (order.retune) tune(team, tables, state, scratch);
}

SEAGLASS_HD inline void release(const FrameOrder& order, double rate, VoiceScalars& s) {
  const double elapsed = order.elapsed / rate;
  if (order.let_go) {
    const float fallen = (s.fallen_db - kGripFrom) / (kGripTo - kGripFrom);
    s.grip = s.sustained ? 1 : 1 - (1 - kLeastGrip) * bounded(fallen, 0, 1);
    s.let_go_s = 0;
  }
  s.damping = order.damping;
  if (s.damping > 0) s.let_go_s += elapsed;
  s.released_s += (s.let_go_s < kRingSeconds ? s.grip : 1.0f) * s.damping * elapsed;
}

template <class Team>
SEAGLASS_HD inline void shape(Team& team, const FrameOrder& order, const VoiceTables& tables, const PartialTable& table,
                              VoiceScratch& scratch) {
  const float released = float(scratch.s.released_s) / order.release;
  const int partials = scratch.s.partials;
  team.phase(partials + kNoiseBands, [&](int i) {
    if (i < partials) {
      const float beyond = table.ratio[i] * order.cycles - kNyquistKnee;
      scratch.levels.partial_db[i] += order.level_db + order.tilt * table.octave[i] - released * table.release_rate[i] +
                                      ((i & 1) != 0 ? -order.odd_db : order.odd_db) -
                                      kNyquistFade * (beyond > 0 ? beyond : 0.0f);
    } else {
      const int b = i - partials;
      scratch.levels.noise_db[b] += order.level_db + order.noise_db + order.tilt * tables.noise_octave[b] -
                                    released * table.noise_release_rate[b];
    }
  });
}

// How loud it is, how far it has fallen, and whether that is the end.
SEAGLASS_HD inline void judge(const FrameOrder& order, float loudest, float noisiest, VoiceScalars& s) {
  const float level = loudest > noisiest - kNoiseSpreadDb ? loudest : noisiest - kNoiseSpreadDb;
  if (order.level_known) s.level_db = level;
  if (s.damping == 0) {
    const float own = level - order.pressure_db;
    if (own > s.loudest_db) s.loudest_db = own;
    s.fallen_db = s.loudest_db - own;
  }
  if (order.may_end && level < kSilenceDb) s.ending = true;
}

SEAGLASS_HD inline void next_pitch(const FrameOrder& order, int hop, float semitones, VoiceScalars& s) {
  const float into = float(s.into_frame) / float(hop);
  s.contour_from += (s.contour_to - s.contour_from) * into;
  s.contour_to = semitones + order.vibrato + order.glide;
  if (order.first) s.contour_from = order.glides ? order.glide_from : s.contour_to;
  s.tune_step = fabsf(s.contour_to - s.contour_from) > kMovingPitch ? (hop + 3) / 4 : hop;
  s.into_frame = 0;
  s.to_tune = 0;
}

template <class Team>
SEAGLASS_HD inline void frame(Team& team, const FrameOrder& order, bool struck, const OrderView& orders, const float* answers,
                              const VoiceTables& tables, VoiceState& state, VoiceScratch& scratch) {
  if (scratch.s.ending) {
    team.one([&] { scratch.s.sounds = false; });
    return;
  }
  team.one([&] { release(order, tables.rate, scratch.s); });
  if (order.table >= 0) {
    constexpr int kFloats = int(sizeof(PartialTable) / sizeof(float));
    const float* const from = reinterpret_cast<const float*>(&orders.table[order.table]);
    float* const to = reinterpret_cast<float*>(&state.table);
    team.phase(kFloats, [&](int i) { to[i] = from[i]; });
  }
  if (order.given >= 0) {
    constexpr int kFloats = int(sizeof(LevelFrame) / sizeof(float));
    const float* const from = reinterpret_cast<const float*>(&orders.given[order.given]);
    float* const to = reinterpret_cast<float*>(&scratch.levels);
    team.phase(kFloats, [&](int i) { to[i] = from[i]; });
  } else {
    const NeuralOrder& neural = orders.neural[order.neural];
    const BeatTable* const beats = neural.beat_table >= 0 ? &orders.beat[neural.beat_table] : nullptr;
    neural_levels(team, neural, beats, struck, answers, tables, state, scratch);
  }
  shape(team, order, tables, state.table, scratch);
  const int partials = scratch.s.partials;
  const float loudest = team.largest(partials, [&](int k) { return scratch.levels.partial_db[k]; });
  const float noisiest = team.largest(kNoiseBands, [&](int b) { return scratch.levels.noise_db[b]; });
  team.one([&] { judge(order, loudest > kSilentDb ? loudest : kSilentDb, noisiest > kSilentDb ? noisiest : kSilentDb, scratch.s); });
  const bool ending = scratch.s.ending;
  team.phase(partials, [&](int k) {
    const float db = ending ? kSilentDb : scratch.levels.partial_db[k];
    const float target = db < kLeastPartialDb ? 0.0f : power_of_two((db > kMostPartialDb ? kMostPartialDb : db) * kLog2PerDb);
    Partial& p = scratch.partial[k];
    p.amplitude = fmaf(p.step, float(scratch.s.into_frame), p.amplitude);
    p.step = (target - p.amplitude) / float(tables.noise.hop);
  });
  const bool hisses = !ending && noisiest > kSilenceDb;
  next_noise(team, tables.noise, hisses ? scratch.levels.noise_db : nullptr, order.noise_key, scratch.s.into_frame, scratch);
  team.one([&] { next_pitch(order, tables.noise.hop, scratch.levels.semitones, scratch.s); });
}

}  // namespace seaglass::cuda
