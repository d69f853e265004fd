#include "engine/jam/bars.h"

#include "tests/catch.h"

using namespace seaglass::jam;

TEST_CASE("A frame's place is counted from the bar", "[jam]") {
  const Setting s = in_bar(37, {.from = 4, .numerator = 4, .denominator = 4});
  REQUIRE(s.place == 1);
  REQUIRE(s.meter == 3);
  REQUIRE(in_bar(3, {.from = 4}).place == 15);  // an upbeat
  const Setting six = in_bar(13, {.from = 0, .numerator = 6, .denominator = 8});
  REQUIRE(six.place == 1);
  REQUIRE(six.meter == 4);
  REQUIRE(six.beat_frames == 6);
  REQUIRE(in_bar(0, {.numerator = 5, .denominator = 4}).meter == 8);
  REQUIRE(in_bar(0, {.numerator = 2, .denominator = 2}).meter == 3);
}

TEST_CASE("Beyond the longest bar known, and without a bar, only the quarter note counts", "[jam]") {
  REQUIRE(in_bar(26, {.numerator = 7, .denominator = 4}).place == 26);
  REQUIRE(in_bar(26, {.numerator = 7, .denominator = 4}).meter == 0);
  REQUIRE(without_bar(7).place == 27);
  REQUIRE(without_bar(-1).place == 27);
  REQUIRE(without_bar(7).meter == 0);
}

TEST_CASE("A bar shorter than a frame is one frame long", "[jam]") { REQUIRE(in_bar(5, {.numerator = 1, .denominator = 64}).place == 0); }

TEST_CASE("Tempos fall into eight ratios", "[jam]") {
  REQUIRE(tempo_step(20) == 0);
  REQUIRE(tempo_step(50) == 0);
  REQUIRE(tempo_step(120) == 5);
  REQUIRE(tempo_step(199) == 7);
  REQUIRE(tempo_step(400) == 7);
}
