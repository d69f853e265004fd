// The voice's operations for one instruction set. This file is compiled once for each (kernels/cpu/CMakeLists.txt); it
// includes nothing that could leave an inline function compiled for a newer processor in the program.

#include <cstddef>
#include <cstdint>

#include "engine/voice/kernels.h"
#include "kernels/cpu/elementary.h"

namespace seaglass::kernels {
namespace {

#if defined(SEAGLASS_LEVEL_v4)
constexpr int kLanes = 16, kGroups = 6;  // 32 registers hold five numbers of six groups
constexpr int kRows = 12;                // rows of a network at once: their sums stay in registers
#elif defined(SEAGLASS_LEVEL_v3)
constexpr int kLanes = 8, kGroups = 3;   // 16 registers
constexpr int kRows = 6;
#else
constexpr int kLanes = 4, kGroups = 3;
constexpr int kRows = 2;
#endif

using Vector = float __attribute__((vector_size(kLanes * sizeof(float))));

// --- elementary functions, written for loops that the compiler turns into vectors ---

// sin(2 pi y) for |y| <= 1/4: Taylor to y^11, error below 6e-8.
inline float sine_quarter(float y) {
  const float z = 6.283185307f * y, z2 = z * z;
  return z * (1.0f + z2 * (-1.6666667e-1f + z2 * (8.3333333e-3f + z2 * (-1.9841270e-4f +
         z2 * (2.7557319e-6f + z2 * -2.5052108e-8f)))));
}

// sin of a full circle of 2^32.
inline float sine_of(std::uint32_t phase) {
  const float y = float(std::int32_t(phase)) * 0x1p-32f;  // -1/2 .. 1/2
  const float folded = y > 0.25f ? 0.5f - y : y < -0.25f ? -0.5f - y : y;
  return sine_quarter(folded);
}

// log2 x for normal x > 0: x = 2^e m with m in [sqrt(1/2), sqrt(2)), log2 m from the series of atanh to s^9, error below 2e-7.
inline float log2_of(float x) {
  const std::uint32_t bits = __builtin_bit_cast(std::uint32_t, x);
  const std::uint32_t e = std::uint32_t(std::int32_t(bits - 0x3f3504f3u) >> 23);
  const float m = __builtin_bit_cast(float, bits - (e << 23));
  const float s = (m - 1.0f) / (m + 1.0f), s2 = s * s;
  const float p = s * (2.8853901f + s2 * (9.6179669e-1f + s2 * (5.7707802e-1f + s2 * (4.1219859e-1f + s2 * 3.2059890e-1f))));
  return float(std::int32_t(e)) + p;
}

constexpr float kLog2PerDb = 0.16609640474f;  // log2(10) / 20

inline int padded(int count) { return (count + 15) & ~15; }

// --- oscillators ---

void tune(PartialBank& bank, float cycles, std::int32_t elapsed) {
  const int count = padded(bank.count);
  const std::uint32_t samples = std::uint32_t(elapsed);
  for (int k = 0; k < count; k++) {
    const std::uint32_t phase = bank.phase[k] + bank.increment[k] * samples;
    const float wanted = bank.ratio[k] * cycles;
    const float f = wanted < 0.499f ? wanted : 0.499f;
    // Through a signed conversion, which every instruction set has; f < 1/2 fits.
    const std::uint32_t increment = std::uint32_t(std::int32_t(f * 0x1p32f));
    bank.phase[k] = phase;
    bank.increment[k] = increment;
    bank.sine[k] = sine_of(phase);
    bank.cosine[k] = sine_of(phase - increment / 2 + 0x40000000u);
    bank.turn[k] = 2.0f * sine_quarter(float(std::int32_t(increment)) * 0x1p-33f);
  }
}

void aim(PartialBank& bank, const float* target_db, int frames) {
  const int count = padded(bank.count);
  const float per_sample = 1.0f / float(frames);
  for (int k = 0; k < count; k++) {
    const float db = k < bank.count ? target_db[k] : -200.0f;
    const float bounded = db < -140.0f ? -140.0f : db > 40.0f ? 40.0f : db;
    const float target = db < -140.0f ? 0.0f : power_of_two(bounded * kLog2PerDb);
    bank.step[k] = (target - bank.amplitude[k]) * per_sample;
  }
}

inline float sum_of_lanes(Vector v) {
  float lanes[kLanes];
  __builtin_memcpy(lanes, &v, sizeof v);
  for (int width = kLanes / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
  return lanes[0];
}

// Runs G neighbouring groups of partials for n samples; sums[i] takes or gets the lane-wise sum of sample i.
template <int G, bool kFirst>
inline void run_groups(PartialBank& bank, int first, int n, Vector* sums) {
  Vector s[G], c[G], e[G], a[G], step[G];
  const auto load = [first](const float* from, int g) {
    return *reinterpret_cast<const Vector*>(from + first + g * kLanes);
  };
  const auto store = [first](float* to, int g, Vector v) {
    *reinterpret_cast<Vector*>(to + first + g * kLanes) = v;
  };
  for (int g = 0; g < G; g++) {
    s[g] = load(bank.sine, g);
    c[g] = load(bank.cosine, g);
    e[g] = load(bank.turn, g);
    a[g] = load(bank.amplitude, g);
    step[g] = load(bank.step, g);
  }
  for (int i = 0; i < n; i++) {
    Vector sum = kFirst ? a[0] * s[0] : sums[i] + a[0] * s[0];
    for (int g = 1; g < G; g++) sum += a[g] * s[g];
    sums[i] = sum;
    for (int g = 0; g < G; g++) {
      c[g] -= e[g] * s[g];
      s[g] += e[g] * c[g];
      a[g] += step[g];
    }
  }
  for (int g = 0; g < G; g++) {
    store(bank.sine, g, s[g]);
    store(bank.cosine, g, c[g]);
    store(bank.amplitude, g, a[g]);
  }
}

void sum(PartialBank& bank, float* out, int n) {
  const int groups = (bank.count + kLanes - 1) / kLanes;
  if (groups == 0) return;
  Vector sums[kMaxSpan];
  int at = 0;
  const auto run = [&]<int G>() {
    if (at == 0)
      run_groups<G, true>(bank, 0, n, sums);
    else
      run_groups<G, false>(bank, at * kLanes, n, sums);
    at += G;
  };
  while (groups - at >= kGroups) run.template operator()<kGroups>();
  while (groups - at >= 2) run.template operator()<2>();
  if (groups - at == 1) run.template operator()<1>();
  for (int i = 0; i < n; i++) out[i] += sum_of_lanes(sums[i]);
}

// --- levels ---

void mix_levels(const LevelRows* rows, int row_count, float* out_db, int count) {
  float missing[kMaxPartials] = {};  // weight of the rows that do not reach so far
  for (int k = 0; k < count; k++) out_db[k] = 0.0f;
  for (int r = 0; r < row_count; r++) {
    const LevelRows row = rows[r];
    const int filled = row.count < count ? row.count : count;
    const float after = -row.weight * kLevelStepDb * row.fraction, before = -row.weight * kLevelStepDb - after;
    for (int k = 0; k < filled; k++)
      out_db[k] += before * float(row.before[k]) + after * float(row.after[k]);
    for (int k = filled; k < count; k++) missing[k] += row.weight;
  }
  for (int k = 0; k < count; k++)
    if (missing[k] > 0.0f) out_db[k] = out_db[k] / (1.0f - missing[k]) - kMissingDb * missing[k];
  for (int k = 0; k < count; k++)
    out_db[k] += out_db[k] < kLevelFloorDb ? kFloorSlope * (out_db[k] - kLevelFloorDb) : 0.0f;
}

void pan(const float* __restrict in, int n, float gain_left, float gain_right, float* __restrict left,
         float* __restrict right) {
  for (int i = 0; i < n; i++) {
    left[i] += gain_left * in[i];
    right[i] += gain_right * in[i];
  }
}

// --- network ---

// R rows through sixteen units of a layer. Each sum begins with the bias and takes the inputs in their order, however
// many rows go along: that is what makes a row's result its own.
template <int R>
inline void run_panel(const NetLayer& layer, int panel, const float* in, int in_stride, float* out, int out_stride) {
  constexpr int kVectors = kUnitPanel / kLanes;
  const float* weight = layer.weight + std::ptrdiff_t(panel) * layer.inputs * kUnitPanel;
  const auto load = [](const float* from, int v) { return *reinterpret_cast<const Vector*>(from + v * kLanes); };
  Vector sum[R][kVectors];
  for (int v = 0; v < kVectors; v++)
    for (int r = 0; r < R; r++) sum[r][v] = load(layer.bias + panel * kUnitPanel, v);
  for (int i = 0; i < layer.inputs; i++, weight += kUnitPanel) {
    Vector w[kVectors];
    for (int v = 0; v < kVectors; v++) w[v] = load(weight, v);
    for (int r = 0; r < R; r++)
      for (int v = 0; v < kVectors; v++) sum[r][v] += w[v] * in[r * in_stride + i];
  }
  for (int r = 0; r < R; r++)
    for (int v = 0; v < kVectors; v++)
      *reinterpret_cast<Vector*>(out + r * out_stride + panel * kUnitPanel + v * kLanes) = sum[r][v];
}

// The last rows of a batch, fewer than kRows.
template <int R>
inline void run_rest(int rows, const NetLayer& layer, int panel, const float* in, int in_stride, float* out,
                     int out_stride) {
  if constexpr (R > 0) {
    if (rows == R)
      run_panel<R>(layer, panel, in, in_stride, out, out_stride);
    else
      run_rest<R - 1>(rows, layer, panel, in, in_stride, out, out_stride);
  }
}

// A panel's weights stay in the nearest cache while all rows pass.
void run_layer(const NetLayer& layer, const float* in, int in_stride, float* out, int out_stride, int batch) {
  for (int panel = 0; panel < layer.panels; panel++) {
    int row = 0;
    for (; row + kRows <= batch; row += kRows)
      run_panel<kRows>(layer, panel, in + row * in_stride, in_stride, out + row * out_stride, out_stride);
    run_rest<kRows - 1>(batch - row, layer, panel, in + row * in_stride, in_stride, out + row * out_stride, out_stride);
  }
}

void evaluate(const Network& net, const float* in, float* out, float* scratch, int batch) {
  float* const __restrict h = scratch;
  float* const __restrict a = scratch + batch * net.width;
  const int count = batch * net.width;
  run_layer(net.layers[0], in, net.input_stride, h, net.width, batch);
  for (int i = 0; i < count; i++) h[i] = silu(h[i]);
  for (int n = 1; n + 1 < net.count; n++) {
    run_layer(net.layers[n], h, net.width, a, net.width, batch);
    for (int i = 0; i < count; i++) h[i] += silu(a[i]);
  }
  run_layer(net.layers[net.count - 1], h, net.width, out, net.output_stride, batch);
}

// --- partials of strings ---

void string_ratios(const float* __restrict cents, float b, float* __restrict ratio, float* __restrict octave, int count) {
  const float whole = 1.0f / (1.0f + b);
  for (int i = 0; i < count; i++) {
    const float k = float(i + 1);
    const float stiff = k * __builtin_sqrtf((1.0f + b * k * k) * whole);
    const float bounded = cents[i] < -4800.0f ? -4800.0f : cents[i] > 4800.0f ? 4800.0f : cents[i];
    ratio[i] = stiff * power_of_two(bounded * (1.0f / 1200.0f));
    octave[i] = log2_of(stiff) + bounded * (1.0f / 1200.0f);
  }
}

void beat(std::uint32_t* __restrict phase, const std::uint32_t* __restrict step, float depth, float* __restrict out_db,
          int count) {
  const float mean = 1.0f + depth * depth, scale = 1.0f / mean;
  for (int k = 0; k < count; k++) {
    phase[k] += step[k];
    const float power = (mean + 2.0f * depth * sine_of(phase[k] + 0x40000000u)) * scale;
    const float bounded = power > 0.0630957f ? power : 0.0630957f;  // -12 dB
    out_db[k] += 3.0102999f * log2_of(bounded);
  }
}

// Sums stay in registers while all rows pass; the rest of a row that fills no block goes value by value.
void add_rows(const float* __restrict rows, const float* __restrict amount, int row_count, float* __restrict out,
              int count) {
  constexpr int kBlock = 4 * kLanes;
  int at = 0;
  for (; at + kBlock <= count; at += kBlock) {
    float sum[kBlock];
    for (int i = 0; i < kBlock; i++) sum[i] = out[at + i];
    for (int r = 0; r < row_count; r++)
      for (int i = 0; i < kBlock; i++) sum[i] += amount[r] * rows[r * count + at + i];
    for (int i = 0; i < kBlock; i++) out[at + i] = sum[i];
  }
  for (; at < count; at++) {
    float sum = out[at];
    for (int r = 0; r < row_count; r++) sum += amount[r] * rows[r * count + at];
    out[at] = sum;
  }
}

// --- noise ---

struct Split {
  alignas(64) float re[kMaxNoiseSize / 2];
  alignas(64) float im[kMaxNoiseSize / 2];
};

// One radix-2 pass of Stockham's self-sorting inverse transform: n points left, stride s (Van Loan, Computational
// Frameworks for the FFT, 1992, section 1.7). twiddle holds exp(+2 pi i k / length).
void pass_of_two(int n, int s, int length, const NoisePlan& plan, const Split& x, Split& y) {
  const int m = n / 2, stride = length / n;
  for (int p = 0; p < m; p++) {
    const float wr = plan.twiddle_re.data()[p * stride], wi = plan.twiddle_im.data()[p * stride];
    const int a = s * p, b = s * (p + m), lo = s * 2 * p, hi = lo + s;
    for (int q = 0; q < s; q++) {
      const float ar = x.re[a + q], ai = x.im[a + q], br = x.re[b + q], bi = x.im[b + q];
      const float dr = ar - br, di = ai - bi;
      y.re[lo + q] = ar + br;
      y.im[lo + q] = ai + bi;
      y.re[hi + q] = dr * wr - di * wi;
      y.im[hi + q] = dr * wi + di * wr;
    }
  }
}

// The same with four points at a time.
void pass_of_four(int n, int s, int length, const NoisePlan& plan, const Split& x, Split& y) {
  const int m = n / 4, stride = length / n;
  const float* const tr = plan.twiddle_re.data();
  const float* const ti = plan.twiddle_im.data();
  for (int p = 0; p < m; p++) {
    const int w1 = p * stride, w2 = 2 * w1, w3 = 3 * w1;
    const float w1r = tr[w1], w1i = ti[w1], w2r = tr[w2], w2i = ti[w2], w3r = tr[w3], w3i = ti[w3];
    const int a = s * p, b = a + s * m, c = b + s * m, d = c + s * m, to = 4 * a;
    for (int q = 0; q < s; q++) {
      const float apc_r = x.re[a + q] + x.re[c + q], apc_i = x.im[a + q] + x.im[c + q];
      const float amc_r = x.re[a + q] - x.re[c + q], amc_i = x.im[a + q] - x.im[c + q];
      const float bpd_r = x.re[b + q] + x.re[d + q], bpd_i = x.im[b + q] + x.im[d + q];
      // i (b - d), the sign of an inverse transform
      const float ibd_r = x.im[d + q] - x.im[b + q], ibd_i = x.re[b + q] - x.re[d + q];
      const float r1 = amc_r + ibd_r, i1 = amc_i + ibd_i;
      const float r2 = apc_r - bpd_r, i2 = apc_i - bpd_i;
      const float r3 = amc_r - ibd_r, i3 = amc_i - ibd_i;
      y.re[to + q] = apc_r + bpd_r;
      y.im[to + q] = apc_i + bpd_i;
      y.re[to + s + q] = r1 * w1r - i1 * w1i;
      y.im[to + s + q] = r1 * w1i + i1 * w1r;
      y.re[to + 2 * s + q] = r2 * w2r - i2 * w2i;
      y.im[to + 2 * s + q] = r2 * w2i + i2 * w2r;
      y.re[to + 3 * s + q] = r3 * w3r - i3 * w3i;
      y.im[to + 3 * s + q] = r3 * w3i + i3 * w3r;
    }
  }
}

// Unscaled inverse transform of `length` points; the result is in the returned buffer, which is x or y.
const Split& inverse_transform(int length, const NoisePlan& plan, Split& x, Split& y) {
  Split *from = &x, *to = &y;
  int n = length, s = 1;
  while (n > 1) {
    const int radix = n >= 4 ? 4 : 2;
    if (radix == 4)
      pass_of_four(n, s, length, plan, *from, *to);
    else
      pass_of_two(n, s, length, plan, *from, *to);
    Split* const swap = from;
    from = to;
    to = swap;
    n /= radix;
    s *= radix;
  }
  return *from;
}

// SplitMix64 (Steele, Lea, Flood 2014): a good hash of a counter.
inline std::uint64_t hash(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

void make_noise(const NoisePlan& plan, const float* density_db, std::uint64_t key, float* frame) {
  const int half = plan.size / 2;
  Split spectrum, packed;

  // Spectrum with random phases.
  const std::int32_t* const band = plan.band.data();
  const float* const fraction = plan.fraction.data();
  const float* const scale = plan.scale_log2.data();
  float magnitude[kMaxNoiseSize / 2];
  for (int k = 0; k < half; k++) {
    const float below = density_db[band[k]], above = density_db[band[k] + 1];
    const float log2 = (below + fraction[k] * (above - below)) * kLog2PerDb + scale[k];
    magnitude[k] = power_of_two(log2 < -60.0f ? -60.0f : log2);
  }
  for (int k = 0; k < half; k += 8) {
    std::uint64_t bits = hash(key + std::uint64_t(k / 8));
    for (int j = 0; j < 8; j++, bits >>= 8) {
      const unsigned phasor = unsigned(bits) & 255u;
      spectrum.re[k + j] = magnitude[k + j] * plan.phasor_re.data()[phasor];
      spectrum.im[k + j] = magnitude[k + j] * plan.phasor_im.data()[phasor];
    }
  }
  // Bin 0 is real and stands for half a bin's width: the rumble below the first bin.
  packed.re[0] = packed.im[0] = 1.41421356f * magnitude[0] * plan.phasor_re.data()[unsigned(hash(key)) & 255u];
  spectrum.re[0] = spectrum.im[0] = 0.0f;

  // A real signal of 2L points from a transform of L: Z[k] = (X[k] + X*[L-k]) + i e^{2 pi i k / 2L} (X[k] - X*[L-k]);
  // then x[2n] + i x[2n+1] = sum Z[k] e^{2 pi i k n / L} (the bin at half the rate is left empty).
  for (int k = 1; k < half; k++) {
    const float xr = spectrum.re[k], xi = spectrum.im[k];
    const float mr = spectrum.re[half - k], mi = -spectrum.im[half - k];
    const float dr = xr - mr, di = xi - mi;
    const float wr = plan.half_re.data()[k], wi = plan.half_im.data()[k];
    packed.re[k] = xr + mr - (dr * wi + di * wr);
    packed.im[k] = xi + mi + (dr * wr - di * wi);
  }
  const Split& time = inverse_transform(half, plan, packed, spectrum);

  const float* const window = plan.window.data();
  for (int n = 0; n < plan.hop; n++) {
    frame[2 * n] = window[2 * n] * time.re[n];
    frame[2 * n + 1] = window[2 * n + 1] * time.im[n];
  }
}

}  // namespace

extern const VoiceKernels SEAGLASS_JOIN(kVoiceKernels_, SEAGLASS_LEVEL);
const VoiceKernels SEAGLASS_JOIN(kVoiceKernels_, SEAGLASS_LEVEL) = {
    .name = SEAGLASS_TEXT(SEAGLASS_LEVEL),
    .tune = tune,
    .aim = aim,
    .sum = sum,
    .mix_levels = mix_levels,
    .make_noise = make_noise,
    .evaluate = evaluate,
    .string_ratios = string_ratios,
    .beat = beat,
    .add_rows = add_rows,
    .pan = pan,
};

}  // namespace seaglass::kernels
