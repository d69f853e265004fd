#include "engine/dsp/round_trip.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "engine/dsp/fft.h"

namespace seaglass {
namespace {

constexpr double kSeconds = 0.25;
constexpr double kLowHz = 150;  // laptops' loudspeakers give nothing below
constexpr double kHighHz = 16000;
constexpr double kHighestShare = 0.42;  // of the rate: converters' filters begin above
constexpr double kFadeSeconds = 0.01;
constexpr double kFloorDb = -40;        // of the sweep's spectrum: where it is weaker, nothing is divided by it
constexpr double kPeakSeconds = 0.01;   // to either side: the peak and a room's first answer
constexpr double kLeastLevelDb = -110;  // what is left of nothing by rounding
constexpr double kPi = std::numbers::pi;

double high_hz(double rate) { return std::min(kHighHz, kHighestShare * rate); }

using Spectrum = std::vector<std::complex<double>>;

Spectrum spectrum_of(std::span<const float> x, std::size_t size) {
  Spectrum spectrum(size);
  std::copy(x.begin(), x.end(), spectrum.begin());
  fft(spectrum);
  return spectrum;
}

// Without what stands still, and softened at both ends: a step there is a click, and has all frequencies of a sweep.
std::vector<float> prepared(std::span<const float> heard, double rate) {
  double mean = 0;
  for (const float x : heard) mean += double(x) / double(heard.size());
  std::vector<float> out(heard.size());
  const double fade = kFadeSeconds * rate;
  for (std::size_t i = 0; i < heard.size(); i++) {
    const double edge = std::min({1.0, double(i) / fade, double(heard.size() - 1 - i) / fade});
    out[i] = float((heard[i] - mean) * (0.5 - 0.5 * std::cos(kPi * edge)));
  }
  return out;
}

// The envelope at a fraction of a sample, from the half of the spectrum that turns one way.
double envelope_at(const Spectrum& half, double t) {
  std::complex<double> sum = 0;
  const double turn = 2 * kPi * t / double(half.size());
  for (std::size_t k = 1; k < half.size() / 2; k++)
    if (half[k] != 0.0) sum += half[k] * std::polar(1.0, turn * double(k));
  return std::abs(sum);
}

// Golden section around the highest sample.
double peak_near(const Spectrum& half, double t) {
  constexpr double kGolden = 0.6180339887;
  double low = t - 1, high = t + 1;
  double a = high - kGolden * (high - low), b = low + kGolden * (high - low);
  double at_a = envelope_at(half, a), at_b = envelope_at(half, b);
  while (high - low > 1e-3) {
    if (at_a > at_b) {
      high = b, b = a, at_b = at_a;
      a = high - kGolden * (high - low);
      at_a = envelope_at(half, a);
    } else {
      low = a, a = b, at_a = at_b;
      b = low + kGolden * (high - low);
      at_b = envelope_at(half, b);
    }
  }
  return 0.5 * (low + high);
}

}  // namespace

std::vector<float> round_trip_sweep(double rate, float amplitude) {
  const auto length = std::size_t(kSeconds * rate);
  const double growth = std::log(high_hz(rate) / kLowHz), fade = kFadeSeconds * rate;
  std::vector<float> sweep(length);
  for (std::size_t i = 0; i < length; i++) {
    const double phase = 2 * kPi * kLowHz * kSeconds / growth * (std::exp(growth * double(i) / double(length)) - 1);
    const double edge = std::min({1.0, double(i) / fade, double(length - 1 - i) / fade});
    const double soft = 0.5 - 0.5 * std::cos(kPi * edge);
    sweep[i] = amplitude * float(soft * std::sin(phase));
  }
  return sweep;
}

std::optional<RoundTrip> find_round_trip(std::span<const float> sweep, std::span<const float> heard, double rate) {
  if (sweep.empty() || heard.size() < sweep.size()) return std::nullopt;
  std::size_t size = 1;
  while (size < sweep.size() + heard.size()) size *= 2;
  const Spectrum played = spectrum_of(sweep, size);
  Spectrum half = spectrum_of(prepared(heard, rate), size);
  double most = 0;
  for (const auto& x : played) most = std::max(most, std::norm(x));
  const double floor = most * std::pow(10.0, kFloorDb / 10);
  std::size_t used = 0;
  for (std::size_t k = 0; k < size; k++) {
    const double hz = double(k) * rate / double(size);
    const bool inside = k < size / 2 && hz > kLowHz && hz < high_hz(rate) && std::norm(played[k]) > floor;
    half[k] = inside ? half[k] * std::conj(played[k]) / std::norm(played[k]) : 0;
    used += inside;
  }
  Spectrum response = half;
  inverse_fft(response);

  // No sound comes before it was sent: the second half of the circle is what noise alone makes.
  const std::size_t latest = heard.size();
  std::size_t peak = 0;
  for (std::size_t i = 0; i < latest; i++)
    if (std::norm(response[i]) > std::norm(response[peak])) peak = i;
  const auto near = std::size_t(kPeakSeconds * rate);
  double rest = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < latest; i++) {
    if (i + near >= peak && i <= peak + near) continue;
    rest += std::norm(response[i]);
    count++;
  }
  const double mean = rest / double(std::max<std::size_t>(1, count)), high = std::norm(response[peak]);
  RoundTrip found;
  found.delay = peak_near(half, double(peak));
  found.clarity = high > 0 ? std::min(120.0, 10 * std::log10(high / (mean + 1e-12 * high))) : 0;
  // A cable without loss gives a response whose spectrum is 1 over the bins that were used.
  found.level =
      high > 0 ? 20 * std::log10(std::sqrt(high) * double(size) / double(std::max<std::size_t>(1, used))) : -240;
  if (found.level < kLeastLevelDb) found.clarity = 0;
  return found;
}

std::optional<RoundTrips> agree(std::span<const RoundTrip> trips) {
  std::vector<RoundTrip> clear;
  for (const RoundTrip& trip : trips)
    if (trip.clarity >= kLeastClarity) clear.push_back(trip);
  if (clear.empty()) return std::nullopt;
  std::sort(clear.begin(), clear.end(), [](const auto& a, const auto& b) { return a.delay < b.delay; });
  std::size_t first = 0, size = 0;
  for (std::size_t low = 0, high = 0; high < clear.size(); high++) {
    while (clear[high].delay - clear[low].delay > kMostSpread) low++;
    if (high - low + 1 > size) first = low, size = high - low + 1;
  }
  return RoundTrips{.middle = clear[first + size / 2],
                    .spread = clear[first + size - 1].delay - clear[first].delay,
                    .agreeing = int(size),
                    .clear = int(clear.size()),
                    .count = int(trips.size())};
}

}  // namespace seaglass
