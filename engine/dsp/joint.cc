#include "engine/dsp/joint.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "engine/dsp/fft.h"

namespace seaglass {
namespace {

double hann(double i, double n) { return 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (i + 0.5) / n); }

}  // namespace

double band_db(std::span<const float> x, std::ptrdiff_t at, int size, double low, double high, double rate) {
  std::vector<std::complex<double>> spectrum(size);
  for (int i = 0; i < size; i++) {
    const std::ptrdiff_t j = at + i;
    if (j >= 0 && j < std::ptrdiff_t(x.size())) spectrum[i] = double(x[std::size_t(j)]) * hann(i, size);
  }
  fft(spectrum);
  double power = 0;
  for (int k = 0; k <= size / 2; k++)
    if (k * rate / size >= low && k * rate / size < high) power += std::norm(spectrum[k]);
  // A sine of amplitude 1 gives |X|^2 = (size / 4)^2 at its bin and, with its neighbours, 1.5 times that.
  return 10 * std::log10(power / (1.5 * size * size / 16.0) + 1e-30);
}

double joint_excess_db(std::span<const float> x, std::ptrdiff_t joint, double rate, int reach) {
  constexpr int kWindow = 256, kStep = 32;
  constexpr std::ptrdiff_t kFar = 2400;  // 50 ms to either side
  const auto high = [&](std::ptrdiff_t centre) {
    return band_db(x, centre - kWindow / 2, kWindow, 8000, rate / 2 + 1, rate);
  };
  double here = -300, around = kJointFloorDb;
  for (std::ptrdiff_t at = joint - reach; at <= joint + reach; at += 16) here = std::max(here, high(at));
  for (std::ptrdiff_t away = reach + kWindow; away < kFar; away += kStep) {
    if (joint - away - kWindow / 2 >= 0) around = std::max(around, high(joint - away));
    if (joint + away + kWindow / 2 < std::ptrdiff_t(x.size())) around = std::max(around, high(joint + away));
  }
  return here - around;
}

}  // namespace seaglass
