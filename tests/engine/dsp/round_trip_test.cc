#include "engine/dsp/round_trip.h"

#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "engine/dsp/fft.h"
#include "tests/catch.h"

using namespace seaglass;

namespace {

constexpr float kAmplitude = 0.25f;

// A way with a delay of `delay` samples, fraction included, that takes `db` away and adds noise.
struct Way {
  double delay = 0, db = 0, noise = 0;
  bool turned = false;  // the polarity
  double echo_delay = 0, echo_db = -200;
  double rate = 48000;

  std::vector<float> hear(const std::vector<float>& sweep, std::size_t length, unsigned seed = 1) const {
    std::size_t size = 1;
    while (size < 2 * length) size *= 2;
    std::vector<std::complex<double>> spectrum(size);
    std::copy(sweep.begin(), sweep.end(), spectrum.begin());
    fft(spectrum);
    for (std::size_t k = 0; k < size; k++) {
      const double turn = (k < size / 2 ? double(k) : double(k) - double(size)) * 2 * std::numbers::pi / double(size);
      const auto direct = std::polar(std::pow(10.0, db / 20), -turn * delay);
      spectrum[k] *=
          (turned ? -direct : direct) + std::polar(std::pow(10.0, echo_db / 20), -turn * (delay + echo_delay));
    }
    inverse_fft(spectrum);
    std::mt19937 random(seed);
    std::normal_distribution<double> hiss(0, 1);
    std::vector<float> heard(length);
    for (std::size_t i = 0; i < length; i++) heard[i] = float(spectrum[i].real() + noise * hiss(random));
    return heard;
  }
};

RoundTrip measure(const Way& way, unsigned seed = 1) {
  const auto sweep = round_trip_sweep(way.rate, kAmplitude);
  const auto found = find_round_trip(sweep, way.hear(sweep, std::size_t(way.rate), seed), way.rate);
  REQUIRE(found);
  return *found;
}

double loud(const std::vector<float>& x) {
  double peak = 0;
  for (const float v : x) peak = std::max(peak, std::abs(double(v)));
  return peak;
}

}  // namespace

TEST_CASE("the sweep of the round trip is soft, short and begins and ends with silence") {
  for (const double rate : {44100.0, 48000.0, 96000.0, 16000.0}) {
    const auto sweep = round_trip_sweep(rate, kAmplitude);
    CHECK(sweep.size() == std::size_t(rate / 4));
    CHECK(loud(sweep) <= kAmplitude);
    CHECK(loud(sweep) > 0.9 * kAmplitude);
    CHECK(sweep.front() == 0);
    CHECK(std::abs(sweep.back()) < 1e-6);
  }
}

TEST_CASE("the round trip is found to a fraction of a sample, at any rate, level and polarity", "[alone]") {
  for (const double rate : {44100.0, 48000.0, 96000.0, 16000.0})
    for (const double delay : {0.0, 1.0, 64.0, 300.37, 4801.5, 20000.81}) {
      if (delay + rate / 4 > rate) continue;
      CAPTURE(rate, delay);
      for (const double db : {0.0, -60.0}) {
        const RoundTrip trip = measure({.delay = delay, .db = db, .turned = db < 0, .rate = rate});
        CHECK(trip.delay == Approx(delay).margin(0.02));
        CHECK(trip.clarity > 60);
        CHECK(trip.level == Approx(db).margin(1));
      }
    }
}

TEST_CASE("the round trip is found under noise, and noise alone is not taken for it", "[alone]") {
  for (unsigned seed = 1; seed <= 20; seed++) {
    CAPTURE(seed);
    // 30 dB below a sweep that is heard at -12 dB: a fan, and far away a loudspeaker.
    const RoundTrip soft = measure({.delay = 1234.3, .db = -30, .noise = 0.01}, seed);
    CHECK(soft.clarity > kLeastClarity);
    CHECK(soft.delay == Approx(1234.3).margin(0.5));
    CHECK(measure({.delay = 1234.3, .db = -200, .noise = 0.01}, seed).clarity < kLeastClarity - 4);
  }
  CHECK(measure({.db = -400}).clarity < kLeastClarity);
}

TEST_CASE("the round trip is the way of the sound itself, not of its echo") {
  const RoundTrip trip = measure({.delay = 500.25, .db = -20, .noise = 1e-4, .echo_delay = 700, .echo_db = -24});
  CHECK(trip.delay == Approx(500.25).margin(0.05));
  CHECK(trip.clarity > kLeastClarity);
}

TEST_CASE("of measurements of the round trip, the largest group of clear ones that agree counts") {
  const auto trip = [](double delay, double clarity) { return RoundTrip{.delay = delay, .clarity = clarity}; };
  const std::vector<RoundTrip> good{trip(100.2, 60), trip(100.1, 60), trip(7, 3),
                                    trip(100.3, 60), trip(356, 60),   trip(100.25, 60)};
  const auto all = agree(good);
  REQUIRE(all);
  CHECK(all->middle.delay == Approx(100.25));
  CHECK(all->spread == Approx(0.2));
  CHECK(all->agreeing == 4);
  CHECK(all->clear == 5);
  CHECK(all->count == 6);
  CHECK(all->most());
  const std::vector<RoundTrip> unclear{trip(1, 5), trip(1, 5)};
  CHECK_FALSE(agree(unclear));
  CHECK_FALSE(agree({}));
  // A chain whose neighbours are close is no group.
  const std::vector<RoundTrip> moving{trip(1, 60), trip(2.5, 60), trip(4, 60), trip(5.5, 60)};
  CHECK(agree(moving)->agreeing == 2);
  CHECK_FALSE(agree(moving)->most());
  CHECK(agree(moving)->spread <= kMostSpread);
}

TEST_CASE("no round trip is found in less than a sweep") {
  CHECK_FALSE(find_round_trip(round_trip_sweep(48000, 1), std::vector<float>(100), 48000));
}
