#include "engine/transport/tap_tempo.h"

#include <cmath>
#include <random>

#include "tests/catch.h"

using namespace seaglass;

TEST_CASE("TapTempo takes the second tap for a tempo") {
  TapTempo taps;
  CHECK_FALSE(taps.counting(0));
  CHECK_FALSE(taps.tap(10));
  CHECK(taps.counting(11));
  const auto beat = taps.tap(10.5);
  REQUIRE(beat);
  CHECK(beat->period == Approx(0.5));
  CHECK(beat->time == Approx(10.5));
}

TEST_CASE("TapTempo forgets after a pause") {
  TapTempo taps;
  (void)taps.tap(1);
  (void)taps.tap(1.4);
  CHECK(taps.counting(1.4 + 2.4));
  CHECK_FALSE(taps.counting(1.4 + 2.6));
  CHECK_FALSE(taps.tap(1.4 + 2.6));
  const auto beat = taps.tap(1.4 + 2.6 + 0.7);
  REQUIRE(beat);
  CHECK(beat->period == Approx(0.7));
}

TEST_CASE("TapTempo leaves out a tap that was missed, one too many, and a pad that trembles") {
  for (const int fault : {0, 1, 2}) {
    TapTempo taps;
    std::optional<TapTempo::Beat> beat;
    for (int i = 0; i < 6; i++) {
      const double time = 100 + 0.5 * i;
      if (fault == 0 && i == 3) continue;
      beat = taps.tap(time);
      if (fault == 1 && i == 3) (void)taps.tap(time + 0.2);
      if (fault == 2) CHECK_FALSE(taps.tap(time + 0.03));
    }
    CAPTURE(fault);
    REQUIRE(beat);
    CHECK(beat->period == Approx(0.5).margin(1e-9));
    CHECK(beat->time == Approx(102.5).margin(1e-9));
  }
}

TEST_CASE("TapTempo is nearer to the beat than the hand") {
  std::mt19937 random(5);
  std::normal_distribution<double> hand(0, 0.012);
  double squares = 0, period_squares = 0;
  constexpr int kEvenings = 2000;
  for (int e = 0; e < kEvenings; e++) {
    TapTempo taps;
    std::optional<TapTempo::Beat> beat;
    for (int i = 0; i < 8; i++) beat = taps.tap(50 + 0.5 * i + hand(random));
    REQUIRE(beat);
    squares += std::pow(beat->time - 53.5, 2) / kEvenings;
    period_squares += std::pow(beat->period - 0.5, 2) / kEvenings;
  }
  CHECK(std::sqrt(squares) < 0.0125);
  CHECK(std::sqrt(period_squares) < 0.012);  // one interval alone is off by 0.017
}

TEST_CASE("TapTempo follows a hand that changes its mind within four taps") {
  TapTempo taps;
  double time = 0;
  for (int i = 0; i < 8; i++) (void)taps.tap(time += 0.6);
  std::optional<TapTempo::Beat> beat;
  for (int i = 0; i < 4; i++) beat = taps.tap(time += 0.4);
  REQUIRE(beat);
  CHECK(beat->period == Approx(0.4));
}
