#include "engine/dsp/splice_lag.h"

#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "engine/config.h"
#include "tests/catch.h"

using namespace seaglass;

namespace {

int lag_of(const std::function<double(double)>& at, double rate, int block) {
  SpliceLag splice;
  splice.prepare(rate);
  std::vector<float> x;
  for (int i = 0; i < int(rate / 4); i++) x.push_back(float(at(i / rate)));
  for (int i = 0; i + block <= int(x.size()); i += block) splice.feed({x.data() + i, x.data() + i, block});
  return splice.lag();
}

// The same sound on pair 3 alone.
int lag_on_another_pair(const std::function<double(double)>& at, double rate) {
  SpliceLag splice;
  splice.prepare(rate);
  std::vector<float> x, zero(64);
  for (int i = 0; i < int(rate / 4); i++) x.push_back(float(at(i / rate)));
  for (int i = 0; i + 64 <= int(x.size()); i += 64) {
    AudioSpan span{zero.data(), zero.data(), 64, 3};
    span.more = {{{zero.data(), zero.data()}, {x.data() + i, x.data() + i}}};
    splice.feed(span);
  }
  return splice.lag();
}

double sine(double hz, double t) { return std::sin(2 * std::numbers::pi * hz * t); }

// How alike the sound and itself `lag` later are: 1 the same, -1 turned over.
double likeness(const std::function<double(double)>& at, double seconds) {
  double xy = 0, xx = 0, yy = 0;
  for (int i = 0; i < 4000; i++) {
    const double t = i / 48000.0, x = at(t), y = at(t + seconds);
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  return xy / std::sqrt(xx * yy);
}

}  // namespace

TEST_CASE("SpliceLag finds a multiple of the period of periodic sounds, at every rate") {
  for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0})
    for (const double hz : {41.2, 82.4, 147.0, 330.0, 523.3, 700.0}) {
      const auto sound = [&](double t) { return sine(hz, t) + 0.5 * sine(2 * hz, t) + 0.3 * sine(3 * hz, t); };
      const int lag = lag_of(sound, rate, 64);
      CAPTURE(rate, hz, lag);
      REQUIRE(lag >= int(0.0049 * rate));
      REQUIRE(lag <= int(0.0401 * rate));
      REQUIRE(likeness(sound, lag / rate) > 0.97);
    }
}

TEST_CASE("SpliceLag finds a good joint for a chord that has no short period") {
  const auto chord = [](double t) { return sine(261.63, t) + sine(329.63, t) + sine(392.0, t) + sine(493.88, t); };
  const int lag = lag_of(chord, 48000, 64);
  REQUIRE(likeness(chord, lag / 48000.0) > 0.85);
  // Most lags are worse: the choice says something.
  int worse = 0;
  for (int other = 240; other < 1920; other += 8) worse += likeness(chord, other / 48000.0) < likeness(chord, lag / 48000.0);
  REQUIRE(worse > 190);
}

TEST_CASE("SpliceLag hears every pair: what plays on the third alone is found as on the first") {
  const auto sound = [](double t) { return sine(147, t) + 0.5 * sine(294, t); };
  REQUIRE(lag_on_another_pair(sound, 48000) == lag_of(sound, 48000, 64));
  REQUIRE(lag_on_another_pair(sound, 48000) > 0);
}

TEST_CASE("SpliceLag knows nothing of silence") {
  REQUIRE(lag_of([](double) { return 0.0; }, 48000, 64) == 0);
}

TEST_CASE("SpliceLag takes blocks of any size") {
  const auto sound = [](double t) { return sine(220, t) + 0.2 * sine(661, t); };
  for (const int block : {1, 17, 64, kMaxSpan}) REQUIRE(likeness(sound, lag_of(sound, 48000, block) / 48000.0) > 0.95);
}
