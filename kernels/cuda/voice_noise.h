#pragma once
// Shaped noise by a team: what make_noise of kernels/cpu and NoiseStream do. The transform is Stockham's with two points at a
// time (Van Loan, Computational Frameworks for the FFT, 1992, section 1.7).

#include "engine/dsp/random.h"
#include "kernels/cuda/voice_math.h"
#include "kernels/cuda/voice_state.h"
#include "kernels/cuda/voice_tables.h"

namespace seaglass::cuda {

inline constexpr float kRootOfTwo = 1.41421356f;
inline constexpr int kPhasorsPerHash = 8;

SEAGLASS_HD inline float noise_magnitude(const NoiseTable& t, const float* density_db, int k) {
  const float below = density_db[t.band[k]], above = density_db[t.band[k] + 1];
  const float log2 = (below + t.fraction[k] * (above - below)) * kLog2PerDb + t.scale_log2[k];
  return power_of_two(log2 < -60.0f ? -60.0f : log2);
}

SEAGLASS_HD inline int noise_phasor(std::uint64_t key, int k) {
  return int(hash64(key + std::uint64_t(k / kPhasorsPerHash)) >> (8 * (k % kPhasorsPerHash)) & 255u);
}

// Unscaled inverse transform of `length` points in buffer 0; returns which buffer has the result.
template <class Team>
SEAGLASS_HD inline int inverse_transform(Team& team, const NoiseTable& t, int length, VoiceScratch& scratch) {
  int from = 0;
  for (int n = length, s = 1; n > 1; n /= 2, s *= 2, from = 1 - from) {
    const int half = n / 2, stride = length / n;
    const float *const xr = scratch.re[from], *const xi = scratch.im[from];
    float *const yr = scratch.re[1 - from], *const yi = scratch.im[1 - from];
    team.phase(length / 2, [&](int i) {
      const int p = i / s, q = i % s, a = s * p + q, b = a + s * half, to = 2 * s * p + q;
      const float wr = t.twiddle_re[p * stride], wi = t.twiddle_im[p * stride];
      const float dr = xr[a] - xr[b], di = xi[a] - xi[b];
      yr[to] = xr[a] + xr[b];
      yi[to] = xi[a] + xi[b];
      yr[to + s] = dr * wr - di * wi;
      yi[to + s] = dr * wi + di * wr;
    });
  }
  return from;
}

// One frame of noise, 2 x hop samples, added to `sum`.
template <class Team>
SEAGLASS_HD inline void add_noise_frame(Team& team, const NoiseTable& t, const float* density_db, std::uint64_t key,
                                        VoiceScratch& scratch, float* sum) {
  const int half = t.size / 2;
  team.phase(half, [&](int k) {
    const float magnitude = k > 0 ? noise_magnitude(t, density_db, k) : 0.0f;
    const int phasor = noise_phasor(key, k);
    scratch.re[1][k] = magnitude * t.phasor_re[phasor];
    scratch.im[1][k] = magnitude * t.phasor_im[phasor];
  });
  // A real signal from a transform of half its length; bin 0 stands for half a bin's width (see kernels/cpu/kernels.cc).
  team.phase(half, [&](int k) {
    if (k == 0) {
      const float rumble = kRootOfTwo * noise_magnitude(t, density_db, 0) * t.phasor_re[noise_phasor(key, 0)];
      scratch.re[0][0] = scratch.im[0][0] = rumble;
      return;
    }
    const float xr = scratch.re[1][k], xi = scratch.im[1][k], mr = scratch.re[1][half - k], mi = -scratch.im[1][half - k];
    const float dr = xr - mr, di = xi - mi, wr = t.half_re[k], wi = t.half_im[k];
    scratch.re[0][k] = xr + mr - (dr * wi + di * wr);
    scratch.im[0][k] = xi + mi + (dr * wr - di * wi);
  });
  const int at = inverse_transform(team, t, half, scratch);
  team.phase(t.hop, [&](int n) {
    sum[2 * n] += t.window[2 * n] * scratch.re[at][n];
    sum[2 * n + 1] += t.window[2 * n + 1] * scratch.im[at][n];
  });
}

// The next frame of a voice's noise, `elapsed` samples after the last; `density_db` null: with nothing to add.
template <class Team>
SEAGLASS_HD inline void next_noise(Team& team, const NoiseTable& t, const float* density_db, std::uint64_t key, int elapsed,
                                   VoiceScratch& scratch) {
  const float* const before = scratch.noise[scratch.s.noise_side];
  float* const sum = scratch.noise[1 - scratch.s.noise_side];
  const int length = 2 * t.hop;
  team.phase(length, [&](int i) {
    float left = i + elapsed < length ? before[i + elapsed] : 0.0f;
    // Cut short: the window's falling half, so that old and new powers add up to one as ever.
    if (elapsed < t.hop) left = i < t.hop ? left * t.window[t.hop + i] : 0.0f;
    sum[i] = left;
  });
  team.one([&] { scratch.s.noise_side = 1 - scratch.s.noise_side; });
  if (density_db != nullptr) add_noise_frame(team, t, density_db, key, scratch, sum);
}

}  // namespace seaglass::cuda
