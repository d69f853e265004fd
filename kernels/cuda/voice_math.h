#pragma once
// Elementary functions of the voices, the same polynomials as kernels/cpu/kernels.cc.

#include "kernels/cuda/network_math.h"

namespace seaglass::cuda {

inline constexpr float kLog2PerDb = 0.16609640474f;  // log2(10) / 20

// sin(2 pi y) for |y| <= 1/4: Taylor to y^11, error below 6e-8.
SEAGLASS_HD inline float sine_quarter(float y) {
  const float z = 6.283185307f * y, z2 = z * z;
  float p = fmaf(z2, -2.5052108e-8f, 2.7557319e-6f);
  p = fmaf(z2, p, -1.9841270e-4f);
  p = fmaf(z2, p, 8.3333333e-3f);
  p = fmaf(z2, p, -1.6666667e-1f);
  p = fmaf(z2, p, 1.0f);
  return z * p;
}

// sin of a full circle of 2^32.
SEAGLASS_HD inline float sine_of(std::uint32_t phase) {
  const float y = float(std::int32_t(phase)) * 0x1p-32f;  // -1/2 .. 1/2
  return sine_quarter(y > 0.25f ? 0.5f - y : y < -0.25f ? -0.5f - y : y);
}

// log2 x for normal x > 0: x = 2^e m with m in [sqrt(1/2), sqrt(2)), log2 m from the series of atanh to s^9.
SEAGLASS_HD inline float log2_of(float x) {
  std::uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  const std::uint32_t e = std::uint32_t(std::int32_t(bits - 0x3f3504f3u) >> 23);
  bits -= e << 23;
  float m;
  memcpy(&m, &bits, sizeof m);
  const float s = (m - 1.0f) / (m + 1.0f), s2 = s * s;
  float p = fmaf(s2, 3.2059890e-1f, 4.1219859e-1f);
  p = fmaf(s2, p, 5.7707802e-1f);
  p = fmaf(s2, p, 9.6179669e-1f);
  p = fmaf(s2, p, 2.8853901f);
  return fmaf(s, p, float(std::int32_t(e)));
}

// x between two bounds, and a number whatever x is.
SEAGLASS_HD inline float bounded(float x, float low, float high) { return x > low ? (x < high ? x : high) : low; }

}  // namespace seaglass::cuda
