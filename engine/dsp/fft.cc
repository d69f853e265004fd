#include "engine/dsp/fft.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace seaglass {

// Cooley and Tukey (1965): reversed order of bits, then butterflies.
void fft(std::vector<std::complex<double>>& x) {
  const std::size_t n = x.size();
  for (std::size_t i = 1, j = 0; i < n; i++) {
    std::size_t bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  for (std::size_t length = 2; length <= n; length *= 2) {
    for (std::size_t k = 0; k < length / 2; k++) {
      const auto turn = std::polar(1.0, -2 * std::numbers::pi * double(k) / double(length));
      for (std::size_t i = k; i < n; i += length) {
        const auto a = x[i], b = turn * x[i + length / 2];
        x[i] = a + b;
        x[i + length / 2] = a - b;
      }
    }
  }
}

void inverse_fft(std::vector<std::complex<double>>& x) {
  for (auto& v : x) v = std::conj(v);
  fft(x);
  for (auto& v : x) v = std::conj(v) / double(x.size());
}

}  // namespace seaglass
