#pragma once
// The network's arithmetic for one thread, on either side: single precision, one rounding for each multiply-add, every
// sum begun with the bias and taken in the order of its inputs, as kernels/cpu does at v3 and v4. So a row's result is
// its own, whatever the batch, the tile or the variant, and it is the CPU's to the bit: when the CPU takes over from
// the GPU, or hands back, no control frame moves.
//
// Why not tensor cores: tf32 keeps 10 bits of each factor, an error of about 2^-11 of the largest terms of a sum, 0.03
// dB where levels reach 60 dB below full scale, and another one on each side of a takeover; the products take a few
// microseconds of a block of 1333 as they are.

#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/cuda/host_device.h"
#include "kernels/cuda/network_layout.h"

namespace seaglass::cuda {

// 2^x for -126 <= x <= 126, as in kernels/cpu/kernels.cc, contractions written out.
SEAGLASS_HD inline float power_of_two(float x) {
  const float shifted = x + 12582912.0f;  // rounds to the nearest whole number
  const float f = x - (shifted - 12582912.0f);
  float p = fmaf(f, 1.5403530e-4f, 1.3333558e-3f);
  p = fmaf(f, p, 9.6181291e-3f);
  p = fmaf(f, p, 5.5504109e-2f);
  p = fmaf(f, p, 2.4022651e-1f);
  p = fmaf(f, p, 6.9314718e-1f);
  p = fmaf(f, p, 1.0f);
  std::uint32_t whole, bits;
  memcpy(&whole, &shifted, sizeof whole);  // its low bits hold the number
  memcpy(&bits, &p, sizeof bits);
  bits += whole << 23;
  memcpy(&p, &bits, sizeof p);
  return p;
}

// a / (1 + exp(-a))
SEAGLASS_HD inline float silu(float a) {
  const float x = a * -1.44269504f;  // log2 e
  return a / (1.0f + power_of_two(x < -126.0f ? -126.0f : x > 126.0f ? 126.0f : x));
}

// Neighbouring rows that a thread takes at once: each weight read serves both.
inline constexpr int kPair = 2;

struct alignas(8) RowPair {
  float row[kPair];
};

// Where a thread finds input i of its pair of rows.
//   Columns: [inputs][step], rows side by side: threads on neighbouring pairs read neighbouring words
struct Columns {
  const float* base;
  int step;
  SEAGLASS_HD RowPair get(int i, int pair) const {
    return *reinterpret_cast<const RowPair*>(base + i * step + kPair * pair);
  }
};
//   Questions: [rows][stride], as they come from the voices; the row behind an odd last one reads as zeros
struct Questions {
  const float* base;
  int stride, rows;
  SEAGLASS_HD RowPair get(int i, int pair) const {
    const float* const first = base + std::ptrdiff_t(kPair * pair) * stride + i;
    return {{first[0], kPair * pair + 1 < rows ? first[stride] : 0.0f}};
  }
};

// Sums of one pair of rows in `kUnits` units of a quad: all four, or the one at `lane`.
template <int kUnits>
struct Sums {
  float unit[kUnits][kPair];
};

template <int kUnits>
SEAGLASS_HD inline void take_weights(const QuadLine* line, int lane, float (&weight)[kUnits]) {
  if constexpr (kUnits == kQuad) {
    const QuadLine whole = *line;
    for (int u = 0; u < kUnits; u++) weight[u] = whole.unit[u];
  } else {
    static_assert(kUnits == 1);
    weight[0] = line->unit[lane];
  }
}

template <int kUnits, class Rows>
SEAGLASS_HD inline Sums<kUnits> sum_units(const QuadLine* quad, int inputs, int lane, const Rows& rows, int pair) {
  Sums<kUnits> sum;
  float weight[kUnits];
  take_weights<kUnits>(quad, lane, weight);
  for (int u = 0; u < kUnits; u++) sum.unit[u][0] = sum.unit[u][1] = weight[u];
  SEAGLASS_UNROLL(8)
  for (int i = 0; i < inputs; i++) {
    take_weights<kUnits>(quad + 1 + i, lane, weight);
    const RowPair x = rows.get(i, pair);
    for (int u = 0; u < kUnits; u++)
      for (int r = 0; r < kPair; r++) sum.unit[u][r] = fmaf(weight[u], x.row[r], sum.unit[u][r]);
  }
  return sum;
}

// One worker's share of a layer: pairs of rows times quads, dealt out among `workers`; single units where there are
// workers enough, since a thread alone with four of them would make a small batch wait. Hands each result to
// finish(first unit, pair, sums).
template <class Rows, class Finish>
SEAGLASS_HD inline void run_share(const QuadLine* lines, int inputs, int quads, int pairs, int worker, int workers,
                                  const Rows& rows, const Finish& finish) {
  if (kQuad * quads * pairs <= workers) {
    for (int item = worker; item < kQuad * quads * pairs; item += workers) {
      const int pair = item % pairs, unit = item / pairs, quad = unit / kQuad;
      finish(unit, pair, sum_units<1>(lines + std::ptrdiff_t(quad) * (1 + inputs), inputs, unit % kQuad, rows, pair));
    }
  } else {
    for (int item = worker; item < quads * pairs; item += workers) {
      const int pair = item % pairs, quad = item / pairs;
      finish(quad * kQuad, pair, sum_units<kQuad>(lines + std::ptrdiff_t(quad) * (1 + inputs), inputs, 0, rows, pair));
    }
  }
}

}  // namespace seaglass::cuda
