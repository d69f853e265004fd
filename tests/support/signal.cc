#include "tests/support/signal.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>

namespace seaglass::test {
namespace {

constexpr double kPi = std::numbers::pi;

double hann(double i, double n) { return 0.5 - 0.5 * std::cos(2 * kPi * (i + 0.5) / n); }

std::complex<double> demodulate(std::span<const float> x, double cycles) {
  std::complex<double> sum = 0;
  for (std::size_t i = 0; i < x.size(); i++)
    sum += double(x[i]) * hann(double(i), double(x.size())) * std::polar(1.0, -2 * kPi * cycles * double(i));
  return sum;
}

}  // namespace

double measure_hz(std::span<const float> x, double rate, double guess) {
  const std::size_t hop = x.size() / 3, length = x.size() - hop;
  double hz = guess;
  for (int round = 0; round < 3; round++) {
    const auto a = demodulate(x.first(length), hz / rate), b = demodulate(x.subspan(hop), hz / rate);
    // The second stretch begins `hop` samples later, so the guess itself has turned by that much too.
    const double gained = std::arg(b / a * std::polar(1.0, -2 * kPi * hz / rate * double(hop)));
    hz += gained / (2 * kPi) * rate / double(hop);
  }
  return hz;
}

double cents_between(double hz, double reference) { return 1200 * std::log2(hz / reference); }

double rms(std::span<const float> x) {
  double sum = 0;
  for (const float v : x) sum += double(v) * v;
  return x.empty() ? 0 : std::sqrt(sum / double(x.size()));
}

float peak(std::span<const float> x) {
  float most = 0;
  for (const float v : x) most = std::max(most, std::fabs(v));
  return most;
}

bool finite(std::span<const float> x) {
  return std::all_of(x.begin(), x.end(), [](float v) { return std::isfinite(v); });
}

std::ptrdiff_t first_difference(std::span<const float> a, std::span<const float> b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); i++)
    if (std::bit_cast<std::uint32_t>(a[i]) != std::bit_cast<std::uint32_t>(b[i])) return std::ptrdiff_t(i);
  return a.size() == b.size() ? -1 : std::ptrdiff_t(std::min(a.size(), b.size()));
}

}  // namespace seaglass::test
