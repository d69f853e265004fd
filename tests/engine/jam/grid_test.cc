#include "engine/jam/grid.h"

#include "tests/catch.h"

using namespace seaglass::jam;

TEST_CASE("A note belongs to the nearest frame", "[jam]") {
  REQUIRE(frame_of(0) == 0);
  REQUIRE(frame_of(11) == 0);
  REQUIRE(frame_of(12) == 1);
  REQUIRE(frame_of(-12) == 0);
  REQUIRE(frame_of(-13) == -1);
  REQUIRE(frame_of(32) == 1);   // a triplet eighth, 8 ticks late
  REQUIRE(micro_of(32) == kMicroOrigin + 8);
  REQUIRE(frame_of(64) == 3);   // the next, 8 early
  REQUIRE(micro_of(64) == kMicroOrigin - 8);
}

TEST_CASE("Frame and micro give the tick back", "[jam]") {
  for (Tick t = -200; t < 200; t++) {
    const int micro = micro_of(t);
    REQUIRE((micro >= 0 && micro < kMicros));
    REQUIRE(tick_of(frame_of(t), micro) == t);
    REQUIRE(first_tick(frame_of(t)) <= t);
    REQUIRE(t < first_tick(frame_of(t) + 1));
  }
}

TEST_CASE("A length becomes the nearest by ratio", "[jam]") {
  for (int i = 0; i < kDurations; i++) REQUIRE(duration_step(kDurationTicks[i]) == i);
  REQUIRE(duration_step(1) == 0);
  REQUIRE(duration_step(100000) == kDurations - 1);
  REQUIRE(kDurationTicks[duration_step(100)] == 96);
  REQUIRE(kDurationTicks[duration_step(20)] == 24);  // 16 x 24 is less than 20 squared
}
