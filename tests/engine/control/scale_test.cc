// Tunings whose pitches are known from the arithmetic of their scales.

#include "engine/control/scale.h"

#include <cmath>

#include "tests/catch.h"

using namespace seaglass;

namespace {

double cents_of_ratio(double above, double below) { return 1200 * std::log2(above / below); }

const Scale kJust{{cents_of_ratio(16, 15), cents_of_ratio(9, 8), cents_of_ratio(6, 5), cents_of_ratio(5, 4),
                   cents_of_ratio(4, 3), cents_of_ratio(45, 32), cents_of_ratio(3, 2), cents_of_ratio(8, 5),
                   cents_of_ratio(5, 3), cents_of_ratio(9, 5), cents_of_ratio(15, 8), 1200}};

double hz_of(const Tuning& tuning, int key) { return 440 * std::exp2((double(tuning.pitch(key)) - 69) / 12); }

}  // namespace

TEST_CASE("degrees go on beyond the period on both sides") {
  const Scale scale{{100, 350, 1300}};
  CHECK(scale.cents_of(0) == 0);
  CHECK(scale.cents_of(1) == 100);
  CHECK(scale.cents_of(3) == 1300);
  CHECK(scale.cents_of(5) == 1650);
  CHECK(scale.cents_of(-1) == -950);
  CHECK(scale.cents_of(-3) == -1300);
  CHECK(scale.cents_of(-4) == -2250);
}

TEST_CASE("twelve equal steps on the standard keyboard are equal temperament") {
  const auto tuning = tuning_of(equal_scale(12), {});
  REQUIRE(tuning);
  for (int key = 0; key < kKeys; key++) CHECK(tuning->pitch(key) == Approx(key).margin(1e-5));
}

TEST_CASE("just intonation on C gives whole ratios to C") {
  const auto tuning = tuning_of(kJust, {.reference = 60, .hz = 264});
  REQUIRE(tuning);
  CHECK(hz_of(*tuning, 60) == Approx(264).epsilon(1e-6));
  CHECK(hz_of(*tuning, 64) == Approx(330).epsilon(1e-6));
  CHECK(hz_of(*tuning, 67) == Approx(396).epsilon(1e-6));
  CHECK(hz_of(*tuning, 69) == Approx(440).epsilon(1e-6));
  CHECK(hz_of(*tuning, 59) == Approx(247.5).epsilon(1e-6));  // B below: 15/16 of C
  CHECK(hz_of(*tuning, 36) == Approx(66).epsilon(1e-6));
}

TEST_CASE("the reference key may be another than the middle") {
  const auto tuning = tuning_of(kJust, {.middle = 62, .reference = 69, .hz = 440});  // just on D, A at 440
  REQUIRE(tuning);
  CHECK(hz_of(*tuning, 69) == Approx(440).epsilon(1e-6));
  CHECK(hz_of(*tuning, 62) == Approx(440 / 1.5).epsilon(1e-6));
  CHECK(hz_of(*tuning, 66) == Approx(440 / 1.5 * 1.25).epsilon(1e-6));
}

TEST_CASE("nineteen equal steps need nineteen keys to the octave") {
  const auto tuning = tuning_of(equal_scale(19), {.reference = 60, .hz = 440 * std::exp2(-9 / 12.0)});
  REQUIRE(tuning);
  for (int step = -60; step <= 67; step++)
    CHECK(tuning->pitch(60 + step) == Approx(60 + step * 12 / 19.0).margin(1e-4));
}

TEST_CASE("Bohlen-Pierce repeats at the twelfth, and its highest keys are out of reach") {
  const double tritave = cents_of_ratio(3, 1);
  const auto tuning = tuning_of(equal_scale(13, tritave), {});
  REQUIRE(tuning);
  CHECK(tuning->pitch(69) == Approx(69).margin(1e-4));
  CHECK(hz_of(*tuning, 82) == Approx(1320).epsilon(1e-5));
  CHECK(hz_of(*tuning, 56) == Approx(440 / 3.0).epsilon(1e-5));
  CHECK(tuning->plays(117));        // 69 + 48 steps of 146.3 cents: 139.2
  CHECK_FALSE(tuning->plays(118));  // 140.7
  CHECK(tuning->plays(14));         // -11.5
  CHECK_FALSE(tuning->plays(13));
}

TEST_CASE("a keyboard with gaps plays its degrees and is silent between") {
  // Seven white keys of a seven-tone scale, black keys silent.
  const Scale seven = equal_scale(7);
  Keyboard keyboard{.reference = 60, .hz = 440 * std::exp2(-9 / 12.0)};
  keyboard.degrees = {0, {}, 1, {}, 2, 3, {}, 4, {}, 5, {}, 6};
  const auto tuning = tuning_of(seven, keyboard);
  REQUIRE(tuning);
  CHECK(tuning->pitch(60) == Approx(60).margin(1e-4));
  CHECK(tuning->pitch(62) == Approx(60 + 12 / 7.0).margin(1e-4));
  CHECK(tuning->pitch(71) == Approx(60 + 6 * 12 / 7.0).margin(1e-4));
  CHECK(tuning->pitch(72) == Approx(72).margin(1e-4));
  CHECK(tuning->pitch(59) == Approx(60 - 12 / 7.0).margin(1e-4));
  for (const int black : {1, 3, 6, 8, 10})
    for (int octave = 0; octave < 120; octave += 12) CHECK_FALSE(tuning->plays(octave + black));
}

TEST_CASE("the pattern moves by the degree of its octave, whatever the scale's period") {
  Keyboard keyboard{.middle = 60, .reference = 60, .hz = 440 * std::exp2(-9 / 12.0), .octave_degree = 24};
  for (int i = 0; i < 12; i++) keyboard.degrees.push_back(2 * i);  // every other quarter tone
  const auto tuning = tuning_of(equal_scale(24), keyboard);
  REQUIRE(tuning);
  for (int key = 0; key < kKeys; key++) CHECK(tuning->pitch(key) == Approx(key).margin(1e-4));

  keyboard.octave_degree = 0;  // the scale's own period, the same here
  CHECK(*tuning_of(equal_scale(24), keyboard) == *tuning);
  keyboard.octave_degree = 12;  // half of it: the pattern repeats every half octave
  CHECK(tuning_of(equal_scale(24), keyboard)->pitch(72) == Approx(66).margin(1e-4));
  keyboard.degrees[1] = -2;  // degrees may lie anywhere
  CHECK(tuning_of(equal_scale(24), keyboard)->pitch(61) == Approx(59).margin(1e-4));
}

TEST_CASE("keys out of the keyboard's range stay as they are") {
  const auto tuning = tuning_of(equal_scale(19), {.first = 48, .last = 72, .reference = 60, .hz = 250});
  REQUIRE(tuning);
  CHECK(tuning->pitch(47) == 47);
  CHECK(tuning->pitch(73) == 73);
  CHECK(tuning->pitch(48) != Approx(48).margin(0.1));
}

TEST_CASE("a keyboard whose reference key is silent gives no tuning") {
  Keyboard keyboard{.reference = 61};
  keyboard.degrees = {0, {}};
  CHECK_FALSE(tuning_of(equal_scale(12), keyboard));
  keyboard.reference = 62;
  CHECK(tuning_of(equal_scale(12), keyboard));
}
