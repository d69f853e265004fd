#include "engine/transport/beat_time.h"

#include <limits>

#include "tests/catch.h"

using namespace seaglass;

namespace {

constexpr Nanoseconds kNow = 5'000'000'000'000;
constexpr double kRate = 48000;

// 120 beats a minute; beat 10 is now.
BeatMap playing_map() {
  BeatMap map;
  map.lines[0] = {.sample = 480'000, .beat = 10, .beats_per_sample = 2 / kRate, .playing = true};
  return map;
}

ClockReading clock_of(SampleIndex index) {
  return {.index = index, .time_ns = double(kNow), .ns_per_sample = 1e9 / kRate, .frames = 64, .callbacks = 100};
}

}  // namespace

TEST_CASE("A beat has the time of its sample, before now and after") {
  const BeatMap map = playing_map();
  const ClockReading clock = clock_of(480'000);
  CHECK(time_of_beat(map, clock, 10, kNow) == kNow);
  CHECK(time_of_beat(map, clock, 14, kNow) == kNow + 2'000'000'000);
  CHECK(time_of_beat(map, clock, 9, kNow) == kNow - 500'000'000);
  CHECK(time_of_beat(map, clock, 14, kNow + 7) == kNow + 2'000'000'000);
}

TEST_CASE("A beat that never comes has no time") {
  BeatMap map = playing_map();
  CHECK_FALSE(time_of_beat(map, {}, 14, kNow));
  map.lines[0].playing = false;
  CHECK_FALSE(time_of_beat(map, clock_of(480'000), 14, kNow));
}

TEST_CASE("Any number as a beat gives a time that can be counted with") {
  const BeatMap map = playing_map();
  for (const double beat : {1e9, 1e18, 1e30, 1e300, std::numeric_limits<double>::max()}) {
    CAPTURE(beat);
    const auto after = time_of_beat(map, clock_of(480'000), beat, kNow), before = time_of_beat(map, clock_of(480'000), -beat, kNow);
    REQUIRE((after && before));
    CHECK(*after - kNow >= 400'000'000'000'000);
    CHECK(*after - kNow <= 1'000'000'000'000'000);
    CHECK(kNow - *before >= 400'000'000'000'000);
    CHECK(kNow - *before <= 1'000'000'000'000'000);
  }
}
