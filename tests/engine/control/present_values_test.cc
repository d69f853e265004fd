#include "engine/control/present_values.h"

#include <cmath>
#include <vector>

#include "engine/voice/part.h"
#include "tests/catch.h"

using namespace seaglass;

namespace {

Event control(ParameterId id, float value, std::uint8_t part) {
  return {.kind = EventKind::kControl, .part = part, .index = std::uint8_t(id), .value = value};
}
Event controller(int number, float value, std::uint8_t part) {
  return {.kind = EventKind::kController, .part = part, .index = std::uint8_t(number), .value = value};
}

}  // namespace

TEST_CASE("Everything begins at its standard") {
  const PresentValues present;
  for (const Parameter& p : parameters())
    for (int part = 0; part < kParts; part++) REQUIRE(present.value(std::uint8_t(part), p.id) == p.standard);
  CHECK(present.value(kAllParts, ParameterId::kVibratoRate) == 5.5f);
}

TEST_CASE("Events are followed as the parts that play follow them") {
  PresentValues present;
  Part part;
  const auto both = [&](int number, float position) {
    present.follow(controller(number, position, 3));
    part.controller(number, position);
  };
  for (int number = 0; number < 120; number++) {
    if (number == 6 || number == 38) continue;  // what they mean depends on more than one message
    both(number, float(number % 90 + 10));
  }
  for (const Parameter& p : parameters()) {
    CAPTURE(p.name);
    CHECK(present.value(3, p.id) == part.value(p.id));
    CHECK(present.value(4, p.id) == p.standard);
  }
  part.reset_controllers();
  present.follow(controller(121, 0, 3));
  for (const Parameter& p : parameters()) CHECK(present.value(3, p.id) == part.value(p.id));
}

TEST_CASE("An event for all parts is for each, and the newest of any part is known") {
  PresentValues present;
  present.follow(control(ParameterId::kVibrato, 30, kAllParts));
  for (int part = 0; part < kParts; part++) CHECK(present.value(std::uint8_t(part), ParameterId::kVibrato) == 30);
  present.follow(control(ParameterId::kVibrato, 50, 5));
  CHECK(present.value(5, ParameterId::kVibrato) == 50);
  CHECK(present.value(6, ParameterId::kVibrato) == 30);
  CHECK(present.value(kAllParts, ParameterId::kVibrato) == 50);
  present.follow({.kind = EventKind::kPanic, .part = kAllParts});
  CHECK(present.value(5, ParameterId::kVibrato) == 0);
}

TEST_CASE("Events of parts and parameters that do not exist change nothing") {
  PresentValues present;
  present.follow(control(ParameterId::kVibrato, 30, 16));
  present.follow({.kind = EventKind::kControl, .part = 0, .index = 200, .value = 3});
  present.follow({.kind = EventKind::kNoteOn, .part = 0, .index = 4, .value = 3});
  for (const Parameter& p : parameters()) CHECK(present.value(0, p.id) == p.standard);
  CHECK(present.value(kAllParts, ParameterId::kVibrato) == 0);
}

TEST_CASE("After a change of place nobody knows where the part stands on the map, until it is reported") {
  PresentValues present;
  present.follow({.kind = EventKind::kProgram, .part = 2, .index = 7});
  CHECK(std::isnan(present.value(2, ParameterId::kX)));
  CHECK(present.value(1, ParameterId::kX) == 0.5f);
  std::array<float, kParameterCount> reported{};
  reported.fill(0.25f);
  constexpr Nanoseconds kNow = 5'000'000'000;
  for (const Nanoseconds later : {Nanoseconds(0), PresentValues::kSettled - 1}) {
    present.settle(2, reported, kNow + later);  // may be from before
    CHECK(std::isnan(present.value(2, ParameterId::kX)));
  }
  present.settle(2, reported, kNow + PresentValues::kSettled);
  CHECK(present.value(2, ParameterId::kX) == 0.25f);
  CHECK(present.value(kAllParts, ParameterId::kX) == 0.25f);
}

TEST_CASE("What was told counts until every report is from after it, then the reports do") {
  PresentValues present;
  std::array<float, kParameterCount> reported{};
  for (const Parameter& p : parameters()) reported[std::size_t(p.id)] = p.standard;
  const auto settle = [&](Nanoseconds now) { present.settle(4, reported, now); };
  constexpr Nanoseconds kNow = 5'000'000'000;
  settle(kNow);
  settle(kNow + PresentValues::kSettled);
  present.follow(control(ParameterId::kVibrato, 30, 4));
  Nanoseconds now = kNow + 2 * PresentValues::kSettled;
  settle(now);
  settle(now + PresentValues::kSettled - 1);
  CHECK(present.value(4, ParameterId::kVibrato) == 30);
  present.follow(control(ParameterId::kVibrato, 30, 4));  // again
  settle(now + PresentValues::kSettled);
  CHECK(present.value(4, ParameterId::kVibrato) == 30);
  settle(now + 3 * PresentValues::kSettled);
  CHECK(present.value(4, ParameterId::kVibrato) == 0);  // it never took effect
  CHECK(present.value(kAllParts, ParameterId::kVibrato) == 0);

  // A patch, a glide: nobody tells of it.
  now += 4 * PresentValues::kSettled;
  reported[std::size_t(ParameterId::kNoise)] = -20;
  settle(now);
  CHECK(present.value(4, ParameterId::kNoise) == -20);
  CHECK(present.value(kAllParts, ParameterId::kNoise) == -20);
  CHECK(present.value(5, ParameterId::kNoise) != -20);

  // Of all parts the one counts that somebody has moved last.
  present.follow(control(ParameterId::kNoise, -40, 9));
  reported[std::size_t(ParameterId::kNoise)] = -10;
  settle(now + 1);
  CHECK(present.value(4, ParameterId::kNoise) == -10);
  CHECK(present.value(kAllParts, ParameterId::kNoise) == -40);
}

TEST_CASE("The opening of a patch is followed part by part, the first part last") {
  PresentValues present;
  present.follow(control(ParameterId::kX, 0.9f, 3));
  std::vector<Event> opening;
  for (int part = 0; part < kParts; part++) {
    opening.push_back({.kind = EventKind::kPlace, .part = std::uint8_t(part)});
    if (part != 7) opening.push_back(control(ParameterId::kX, float(part) / 100, std::uint8_t(part)));
    opening.push_back(control(ParameterId::kVibrato, float(part), std::uint8_t(part)));
  }
  opening.push_back(control(ParameterId::kGain, -6, kAllParts));
  present.follow_opening(opening);
  CHECK(present.value(3, ParameterId::kX) == 0.03f);
  CHECK(std::isnan(present.value(7, ParameterId::kX)));
  CHECK(std::isnan(present.value(3, ParameterId::kMorph)));
  CHECK(present.value(15, ParameterId::kVibrato) == 15);
  CHECK(present.value(kAllParts, ParameterId::kVibrato) == 0);
  CHECK(present.value(8, ParameterId::kGain) == -6);
}

TEST_CASE("What was touched is told once") {
  PresentValues present;
  CHECK_FALSE(present.take_touched());
  present.follow(control(ParameterId::kPan, 0.5f, 1));
  CHECK_FALSE(present.take_touched());
  present.touch(control(ParameterId::kPan, 0.5f, 1));
  present.touch(control(ParameterId::kNoise, 3, kAllParts));
  const auto touched = present.take_touched();
  REQUIRE(touched);
  CHECK(touched->parameter == ParameterId::kNoise);
  CHECK(touched->part == kAllParts);
  CHECK_FALSE(present.take_touched());
  CHECK(present.value(7, ParameterId::kNoise) == 3);
}
