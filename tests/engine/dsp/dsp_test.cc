// The small pieces: limiter, DC blocker, ramp, randomness.

#include <cmath>
#include <numbers>
#include <vector>

#include "engine/dsp/dc_blocker.h"
#include "engine/dsp/decibels.h"
#include "engine/dsp/limiter.h"
#include "engine/dsp/ramp.h"
#include "engine/dsp/random.h"
#include "tests/catch.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

std::vector<float> tone(double hz, float amplitude, int n, double rate = 48000) {
  std::vector<float> x;
  for (int i = 0; i < n; i++) x.push_back(amplitude * float(std::sin(2 * std::numbers::pi * hz / rate * i)));
  return x;
}

}  // namespace

TEST_CASE("Limiter never lets a sample above its ceiling, whatever comes") {
  for (const float scale : {0.4f, 1.0f, 3.0f, 100.0f, 1e6f})
    for (const double hz : {29.0, 440.0, 9000.0}) {
      Limiter limiter;
      limiter.prepare(48000);
      auto left = tone(hz, scale, 96000), right = tone(hz * 1.01, 0.5f * scale, 96000);
      for (int i = 0; i < 96000; i++) left[i] += scale * signed_random(std::uint64_t(i / 7000)) * 0.5f;
      limiter.process(left.data(), right.data(), 96000);
      CAPTURE(scale, hz);
      REQUIRE(peak(left) <= Limiter::kCeiling * 1.000001f);  // a rounding of gain x sample
      REQUIRE(peak(right) <= Limiter::kCeiling * 1.000001f);
      REQUIRE(finite(left));
    }
}

TEST_CASE("Limiter touches nothing below its knee") {
  Limiter limiter;
  limiter.prepare(48000);
  const auto before = tone(220, Limiter::kKnee, 48000);
  auto left = before, right = before;
  limiter.process(left.data(), right.data(), 48000);
  REQUIRE(first_difference(left, before) == -1);
  REQUIRE(first_difference(right, before) == -1);
  auto loud = tone(220, 1.2f * Limiter::kKnee, 48000);  // the comparison can fail
  const auto was = loud;
  limiter.process(loud.data(), right.data(), 48000);
  REQUIRE(first_difference(loud, was) != -1);
}

TEST_CASE("Limiter gives both channels one gain, and comes back within a second or two") {
  Limiter limiter;
  limiter.prepare(48000);
  std::vector<float> left(96000, 0.1f), right(96000, 0.2f);
  left[100] = 10;
  limiter.process(left.data(), right.data(), 96000);
  for (int i = 101; i < 96000; i += 100) REQUIRE(right[i] == Approx(2 * left[i]).epsilon(1e-5));
  REQUIRE(left[101] < 0.02f);
  REQUIRE(left[90000] > 0.099f);
}

TEST_CASE("DcBlocker takes away what stands still and leaves what sounds") {
  DcBlocker blocker;
  blocker.prepare(48000);
  auto x = tone(30, 0.5f, 96000);
  for (float& v : x) v += 0.3f;
  blocker.process(x.data(), 96000);
  double mean = 0;
  for (int i = 48000; i < 96000; i++) mean += x[i];
  REQUIRE(std::abs(mean / 48000) < 1e-4);
  REQUIRE(rms(std::span(x).subspan(48000)) == Approx(0.966 * 0.5 / std::sqrt(2.0)).epsilon(0.005));  // 0.3 dB at 30 Hz
}

TEST_CASE("DcBlocker and Limiter give the same bits in any blocks") {
  const auto run = [](int block) {
    DcBlocker blocker;
    Limiter limiter;
    blocker.prepare(48000);
    limiter.prepare(48000);
    auto left = tone(100, 1.4f, 20000), right = tone(151, 0.7f, 20000);
    for (int at = 0; at < 20000; at += block) {
      const int n = std::min(block, 20000 - at);
      blocker.process(left.data() + at, n);
      limiter.process(left.data() + at, right.data() + at, n);
    }
    return left;
  };
  const auto whole = run(20000);
  for (const int block : {1, 17, 64}) REQUIRE(first_difference(whole, run(block)) == -1);
}

TEST_CASE("Ramp is a function of the position: advancing in any pieces gives the same bits") {
  Ramp whole(0.3f);
  whole.move(-1.7f, 241);
  for (int pieces = 1; pieces < 60; pieces++) {
    Ramp cut(0.3f);
    cut.move(-1.7f, 241);
    for (int at = 0; at < 300; at += pieces) {
      for (int i = 0; i < pieces; i++) REQUIRE(cut.at(i) == whole.at(at + i));
      cut.advance(pieces);
    }
    REQUIRE(cut.steady());
    REQUIRE(cut.target() == -1.7f);
  }
}

TEST_CASE("Ramp begins at its value, ends at its target, and turns round on the way") {
  Ramp ramp(1);
  ramp.move(0, 100);
  REQUIRE(ramp.at(0) == Approx(1));
  REQUIRE(ramp.at(50) == Approx(0.5));
  REQUIRE(ramp.at(100) == 0);
  ramp.advance(50);
  REQUIRE(ramp.left() == 50);
  ramp.move(2, 10);
  REQUIRE(ramp.at(0) == Approx(0.5));
  REQUIRE(ramp.at(10) == 2);
  ramp.move(5, 0);
  REQUIRE(ramp.at(0) == 5);
  ramp.jump(3);
  REQUIRE(ramp.steady());
}

TEST_CASE("Randomness is uniform, repeatable, and different for neighbouring keys") {
  constexpr int kCount = 100'000;
  int bins[16] = {};
  double sum = 0, product = 0;
  for (int i = 0; i < kCount; i++) {
    const float x = unit_random(std::uint64_t(i));
    REQUIRE(x >= 0);
    REQUIRE(x < 1);
    bins[int(x * 16)]++;
    sum += x;
    product += double(signed_random(std::uint64_t(i))) * signed_random(std::uint64_t(i + 1));
  }
  REQUIRE(sum / kCount == Approx(0.5).margin(0.005));
  REQUIRE(std::abs(product / kCount) < 0.01);
  for (const int bin : bins) REQUIRE(bin == Approx(kCount / 16.0).epsilon(0.05));
  REQUIRE(hash64(1, 2) != hash64(2, 1));
  static_assert(hash64(7) == hash64(7));
}

TEST_CASE("Decibels and back") {
  for (float db = -120; db < 40; db += 3.3f) REQUIRE(db_of_amplitude(amplitude_of_db(db)) == Approx(db).margin(1e-3));
  REQUIRE(amplitude_of_db(0) == 1);
  REQUIRE(db_of_amplitude(0) == Approx(-240));
  REQUIRE(hz_of_key(69) == Approx(440));
  REQUIRE(hz_of_key(57) == Approx(220));
}
