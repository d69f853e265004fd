#pragma once
// All that one voice is told in a piece, by a team: what CpuSynth::play() does. Samples are made one by a thread, each from
// the exact phases of all partials: no thread waits for another's sample, no error adds up, and it makes no difference how
// the stream is cut.

#include "kernels/cuda/voice_frame.h"

namespace seaglass::cuda {

inline constexpr float kQuarterTurn = 0.78539816f;  // pi / 4

// Where a voice's samples go, before they are added to its part's: [kMaxPiece] each.
struct VoiceOut {
  float *left, *right;
};

// Equal power, 0 dB in the middle.
SEAGLASS_HD inline float pan_left(float position) { return kRootOfTwo * cosf((bounded(position, -1, 1) + 1) * kQuarterTurn); }
SEAGLASS_HD inline float pan_right(float position) { return kRootOfTwo * sinf((bounded(position, -1, 1) + 1) * kQuarterTurn); }

// The sum of half of the partials, i samples from now. Always the same halves: a sample does not depend on the stretch.
SEAGLASS_HD inline float sum_partials(const VoiceScratch& scratch, int half, int i) {
  const int middle = scratch.s.partials / 2, begin = half == 0 ? 0 : middle, end = half == 0 ? middle : scratch.s.partials;
  const std::uint32_t samples = std::uint32_t(scratch.s.since_tune + i);
  const int into = scratch.s.into_frame + i;
  float sum = 0;
  for (int k = begin; k < end; k++) {
    const Partial p = scratch.partial[k];
    sum = fmaf(fmaf(p.step, float(into), p.amplitude), sine_of(p.phase + p.increment * samples), sum);
  }
  return sum;
}

// Sample i of a stretch, with all that shapes it.
SEAGLASS_HD inline void finish_sample(const VoiceTables& tables, const VoiceScratch& scratch, int i, float* left, float* right) {
  const VoiceScalars& s = scratch.s;
  float x = scratch.half_sum[0][i] + scratch.half_sum[1][i] + scratch.noise[s.noise_side][s.into_frame + i];
  x *= s.level.at(i);
  if (s.fade_at >= 0) x *= s.fade_at + i < tables.fade_samples ? tables.fade[s.fade_at + i] : 0.0f;
  const bool arrived = i >= s.pan.left();
  const float position = s.pan.at(i);
  *left = x * (arrived ? s.pan_left : pan_left(position));
  *right = x * (arrived ? s.pan_right : pan_right(position));
}

SEAGLASS_HD inline void pass(const VoiceTables& tables, int n, VoiceScalars& s) {
  s.into_frame += n;
  s.to_tune -= n;
  s.since_tune += n;
  s.level.advance(n);
  s.pan.advance(n);
  if (s.fade_at < 0) return;
  s.fade_at += n;
  if (s.fade_at >= tables.fade_samples) s.sounds = false;
}

template <class Team>
SEAGLASS_HD inline void tune_stretch(Team& team, const VoiceTables& tables, const VoiceState& state, VoiceScratch& scratch) {
  team.one([&] {
    VoiceScalars& s = scratch.s;
    const int hop = tables.noise.hop, rest = hop - s.into_frame;
    s.to_tune = s.tune_step < rest ? s.tune_step : rest;
    // The middle of the stretch that this tuning will sound.
    const float at = (float(s.into_frame) + 0.5f * float(s.to_tune)) / float(hop);
    s.contour = s.contour_from + (s.contour_to - s.contour_from) * at;
  });
  tune(team, tables, state, scratch);
}

// n samples, all within a frame.
template <class Team>
SEAGLASS_HD inline void render(Team& team, int n, const VoiceTables& tables, const VoiceState& state, VoiceScratch& scratch,
                               const VoiceOut& out) {
  for (int done = 0; done < n;) {
    if (!scratch.s.sounds) {
      team.phase(n - done, [&](int i) { out.left[done + i] = out.right[done + i] = 0; });
      return;
    }
    if (scratch.s.to_tune == 0) tune_stretch(team, tables, state, scratch);
    const int m = n - done < scratch.s.to_tune ? n - done : scratch.s.to_tune;
    team.phase(2 * m, [&](int j) {
      const int half = j < m ? 0 : 1, i = j - half * m;
      scratch.half_sum[half][i] = sum_partials(scratch, half, i);
    });
    team.phase(m, [&](int i) { finish_sample(tables, scratch, i, out.left + done + i, out.right + done + i); });
    team.one([&] { pass(tables, m, scratch.s); });
    done += m;
  }
}

SEAGLASS_HD inline VoiceLook look_at(const VoiceScalars& s) {
  VoiceLook look;
  look.level_db = s.level_db;
  look.over = !s.sounds;
  look.grip = s.grip;
  look.loudest_db = s.loudest_db;
  look.fallen_db = s.fallen_db;
  look.contour = s.contour;
  look.released_s = s.released_s;
  look.let_go_s = s.let_go_s;
  return look;
}

// The runs of a voice from `first` on; `look` is written where it is looked at.
template <class Team>
SEAGLASS_HD inline void play_voice(Team& team, const OrderView& orders, int first, const float* answers,
                                   const VoiceTables& tables, VoiceState& state, VoiceScratch& scratch, const VoiceOut& out,
                                   VoiceLook& look) {
  const int noise = 2 * tables.noise.hop;
  team.one([&] {
    scratch.s = state.scalars;
    scratch.s.noise_side = 0;
    if (orders.anew != 0) scratch.s.told = scratch.s.sounds = false;
  });
  team.phase(kMaxPartials, [&](int k) { scratch.partial[k] = state.partial[k]; });
  team.phase(noise, [&](int i) { scratch.noise[0][i] = state.noise[i]; });
  for (int r = first; r >= 0; r = orders.run[r].next) {
    const RunOrder& run = orders.run[r];
    const FrameOrder* const next = run.frame >= 0 ? &orders.frame[run.frame] : nullptr;
    const bool struck = next != nullptr && next->strike >= 0 && strike(team, orders.strike[next->strike], tables, state, scratch);
    if (run.change >= 0) {
      change(team, orders.change[run.change], tables, state, scratch);
      team.one([&] {
        scratch.s.pan_left = pan_left(scratch.s.pan.target());
        scratch.s.pan_right = pan_right(scratch.s.pan.target());
      });
    }
    if (next != nullptr && scratch.s.sounds) frame(team, *next, struck, orders, answers, tables, state, scratch);
    render(team, run.count, tables, state, scratch, {out.left + run.at, out.right + run.at});
    if (run.look)
      team.one([&] {
        if (scratch.s.told) look = look_at(scratch.s);
      });
  }
  const float* const sound = scratch.noise[scratch.s.noise_side];
  team.phase(kMaxPartials, [&](int k) { state.partial[k] = scratch.partial[k]; });
  team.phase(noise, [&](int i) { state.noise[i] = sound[i]; });
  team.one([&] { state.scalars = scratch.s; });
}

}  // namespace seaglass::cuda
