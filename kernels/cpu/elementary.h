#pragma once
// What the files that are compiled once for each instruction set have in common. Everything has internal linkage: an inline
// function shared by the whole program could be the one compiled for the newest processor.

#include <cstdint>

#define SEAGLASS_JOIN2(a, b) a##b
#define SEAGLASS_JOIN(a, b) SEAGLASS_JOIN2(a, b)
#define SEAGLASS_TEXT2(a) #a
#define SEAGLASS_TEXT(a) SEAGLASS_TEXT2(a)

namespace seaglass::kernels {
namespace {

// 2^x for -126 <= x <= 126: Taylor of 2^f around 0 to f^6, |f| <= 1/2, relative error below 2e-7.
inline float power_of_two(float x) {
  const float shifted = x + 12582912.0f;  // rounds to the nearest whole number
  const float f = x - (shifted - 12582912.0f);
  const float p = 1.0f + f * (6.9314718e-1f + f * (2.4022651e-1f + f * (5.5504109e-2f +
                  f * (9.6181291e-3f + f * (1.3333558e-3f + f * 1.5403530e-4f)))));
  const std::uint32_t exponent = __builtin_bit_cast(std::uint32_t, shifted) << 23;  // low bits hold the number
  return __builtin_bit_cast(float, __builtin_bit_cast(std::uint32_t, p) + exponent);
}

inline float silu(float a) {
  const float x = a * -1.44269504f;
  return a / (1.0f + power_of_two(x < -126.0f ? -126.0f : x > 126.0f ? 126.0f : x));
}

}  // namespace
}  // namespace seaglass::kernels
