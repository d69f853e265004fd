// The operations of the accompanist's network for one instruction set; compiled once for each, as kernels.cc is.

#include "engine/jam/kernels.h"
#include "kernels/cpu/elementary.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace seaglass::kernels {
namespace {

using jam::kPanel;

#if defined(SEAGLASS_LEVEL_v4)
constexpr int kLanes = 16;
constexpr int kPanelsAtOnce = 4;  // their sums fill 8 of 32 registers: enough that an addition need not wait for the last
#elif defined(SEAGLASS_LEVEL_v3)
constexpr int kLanes = 8;
constexpr int kPanelsAtOnce = 2;  // 8 of 16
#else
constexpr int kLanes = 4;
constexpr int kPanelsAtOnce = 1;  // 8 of 16
#endif
constexpr int kVectors = kPanel / kLanes;  // of a panel

using Vector = float __attribute__((vector_size(kLanes * sizeof(float))));

inline Vector load(const float* from) {
  Vector v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}
inline void store(float* to, Vector v) { __builtin_memcpy(to, &v, sizeof v); }

// Bytes with sign to numbers. GCC 12 takes a conversion of bytes apart one by one, so the instruction is named; the form with a
// mask is the one that it does not warn of.
inline Vector load(const std::int8_t* from) {
  using Whole = std::int32_t __attribute__((vector_size(kLanes * sizeof(std::int32_t))));
#if defined(SEAGLASS_LEVEL_v4)
  const auto whole = __builtin_bit_cast(
      Whole, _mm512_maskz_cvtepi8_epi32(0xffff, _mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
#elif defined(SEAGLASS_LEVEL_v3)
  const auto whole =
      __builtin_bit_cast(Whole, _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from))));
#elif defined(SEAGLASS_LEVEL_v2)
  const auto whole = __builtin_bit_cast(Whole, _mm_cvtepi8_epi32(_mm_loadu_si32(from)));
#else
  Whole whole;
  for (int i = 0; i < kLanes; i++) whole[i] = from[i];
#endif
  return __builtin_convertvector(whole, Vector);
}

// sums[p][v] = sum over i of panel p's row i x in[i]. P panels follow one another.
template <int P, class Weight>
inline void run_panels(const Weight* panels, int inputs, const float* in, Vector (&sums)[P][kVectors]) {
  for (int p = 0; p < P; p++)
    for (int v = 0; v < kVectors; v++) sums[p][v] = Vector{};
  for (int i = 0; i < inputs; i++) {
    for (int p = 0; p < P; p++) {
      const Weight* const row = panels + (p * inputs + i) * kPanel;
      for (int v = 0; v < kVectors; v++) sums[p][v] += load(row + v * kLanes) * in[i];
    }
  }
}

// --- multiply ---

template <int P>
inline void multiply_panels(const jam::Matrix& matrix, int panel, const float* in, float* out) {
  Vector sums[P][kVectors];
  run_panels<P>(matrix.weight + panel * matrix.inputs * kPanel, matrix.inputs, in, sums);
  for (int p = 0; p < P; p++) {
    for (int v = 0; v < kVectors; v++) {
      const int at = (panel + p) * kPanel + v * kLanes;
      store(out + at, sums[p][v] * load(matrix.scale + at) + load(matrix.bias + at));
    }
  }
}

void multiply(const jam::Matrix& matrix, const float* in, float* out) {
  int panel = 0;
  for (; panel + kPanelsAtOnce <= matrix.panels; panel += kPanelsAtOnce)
    multiply_panels<kPanelsAtOnce>(matrix, panel, in, out);
  for (; panel < matrix.panels; panel++) multiply_panels<1>(matrix, panel, in, out);
}

// --- glance ---

// Scores of all places in the panels from `panel` to `end`; those outside of the glance are nobody's.
void score(const jam::Glance& g, int panel, int end, float* scores) {
  const auto run = [&]<int P>() {
    Vector sums[P][kVectors];
    run_panels<P>(g.keys + panel * g.size * kPanel, g.size, g.query, sums);
    for (int p = 0; p < P; p++)
      for (int v = 0; v < kVectors; v++) store(scores + (panel + p) * kPanel + v * kLanes, sums[p][v]);
    panel += P;
  };
  while (panel + kPanelsAtOnce <= end) run.template operator()<kPanelsAtOnce>();
  while (panel < end) run.template operator()<1>();
}

// out[V vectors] = sum over the places of share x value.
template <int V>
inline void mix(const jam::Glance& g, const float* share, int column, float* out) {
  Vector sums[V] = {};
  const auto add = [&](int from, int to) {
    for (int s = from; s < to; s++)
      for (int v = 0; v < V; v++) sums[v] += load(g.values + s * g.size + column + v * kLanes) * share[s];
  };
  const int end = g.first + g.count;
  add(g.first, end < g.capacity ? end : g.capacity);
  if (end > g.capacity) add(0, end - g.capacity);
  for (int v = 0; v < V; v++) store(out + column + v * kLanes, sums[v]);
}

// Scores become shares that add up to what is returned. Whole panels, lane by lane; places that are not looked at count
// as the most unlikely.
float make_shares(const int (&firsts)[2], const int (&ends)[2], float* scores) {
  const auto panels = [&](auto&& run) {
    for (int i = 0; i < 2; i++)
      for (int at = firsts[i] / kPanel * kPanel; at < ends[i]; at += kPanel) run(scores + at);
  };
  for (int i = 0; i < 2; i++) {
    for (int s = firsts[i] / kPanel * kPanel; s < firsts[i]; s++) scores[s] = -1e38f;
    for (int s = ends[i]; s % kPanel != 0; s++) scores[s] = -1e38f;
  }
  float most[kPanel], total[kPanel] = {};
  for (float& m : most) m = -1e38f;
  panels([&](const float* x) {
    for (int l = 0; l < kPanel; l++) most[l] = x[l] > most[l] ? x[l] : most[l];
  });
  float highest = most[0];
  for (const float m : most) highest = m > highest ? m : highest;
  panels([&](float* x) {
    for (int l = 0; l < kPanel; l++) {
      // What is below 2^-60 of the most likely counts for nothing in single precision; kept there it is no denormal either.
      const float power = (x[l] - highest) * 1.44269504f;
      x[l] = power_of_two(power < -60.0f ? -60.0f : power);
      total[l] += x[l];
    }
  });
  float sum = 0;
  for (const float t : total) sum += t;
  return sum;
}

void glance(const jam::Glance& g, float* scores, float* out) {
  // One or two stretches: the ring may begin anew within the glance.
  const int end = g.first + g.count;
  const int firsts[2] = {g.first, 0};
  const int ends[2] = {end < g.capacity ? end : g.capacity, end > g.capacity ? end - g.capacity : 0};
  for (int i = 0; i < 2; i++) score(g, firsts[i] / kPanel, (ends[i] + kPanel - 1) / kPanel, scores);
  const float scale = 1.0f / make_shares(firsts, ends, scores);

  constexpr int kChunk = 4;  // vectors of values at once
  int column = 0;
  for (; column + kChunk * kLanes <= g.size; column += kChunk * kLanes) mix<kChunk>(g, scores, column, out);
  for (; column < g.size; column += kLanes) mix<1>(g, scores, column, out);
  for (int i = 0; i < g.size; i++) out[i] *= scale;
}

// --- silu ---

void silu_all(float* x, int count) {
  for (int i = 0; i < count; i++) x[i] = silu(x[i]);
}

}  // namespace

extern const jam::Kernels SEAGLASS_JOIN(kJamKernels_, SEAGLASS_LEVEL);
const jam::Kernels SEAGLASS_JOIN(kJamKernels_, SEAGLASS_LEVEL) = {
    .name = SEAGLASS_TEXT(SEAGLASS_LEVEL), .multiply = multiply, .glance = glance, .silu = silu_all};

}  // namespace seaglass::kernels
