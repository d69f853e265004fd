// What a moved control asks of a parameter that stands elsewhere.

#include "engine/control/takeover.h"

#include <cmath>
#include <limits>
#include <random>

#include "tests/catch.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

MappedTarget target_with(ParameterId id, float low, float high, Takeover takeover, bool inverted = false) {
  return {.target = target_of(id),
          .response = response_of(id, parameter(id).curve, {low, high}, inverted),
          .takeover = takeover};
}

MappedTarget any_target(std::mt19937& random, Takeover takeover) {
  const Parameter& p = parameters()[random() % kParameterCount];
  const ValueRange reach = reach_of(p.id, p.curve);
  std::uniform_real_distribution<float> within(reach.low, reach.high);
  float low = within(random), high = within(random);
  if (low > high) std::swap(low, high);
  if (random() % 2 == 0) low = reach.low, high = reach.high;
  return target_with(p.id, low, high, takeover, random() % 2 == 0);
}

}  // namespace

TEST_CASE("Pickup moves nothing until the knob passes the present value, and holds it from then on") {
  const MappedTarget t = target_with(ParameterId::kVibrato, 0, 100, Takeover::kPickup);
  const float present = value_at(t.response, 60.5f);
  CHECK_FALSE(value_of_knob(t, {.before = {}, .now = 20}, present));
  CHECK_FALSE(value_of_knob(t, {.before = 20, .now = 59}, present));
  CHECK_FALSE(value_of_knob(t, {.before = 59, .now = 60}, present));
  const auto taken = value_of_knob(t, {.before = 60, .now = 61}, present);
  REQUIRE(taken);
  CHECK(*taken == value_at(t.response, 61));
  CHECK(*value_of_knob(t, {.before = 61, .now = 90}, *taken) == value_at(t.response, 90));  // however far it goes
  CHECK_FALSE(value_of_knob(t, {.before = 90, .now = 91}, 10.0f));                          // somebody else moved it
}

TEST_CASE("A knob of which nothing is known picks up only where it stands") {
  const MappedTarget t = target_with(ParameterId::kVibrato, 0, 100, Takeover::kPickup);
  for (int stands = 0; stands <= 127; stands++) {
    const bool taken = bool(value_of_knob(t, {.before = {}, .now = float(stands)}, value_at(t.response, 40)));
    CHECK(taken == (std::abs(stands - 40) <= 1));
  }
}

TEST_CASE("A value out of the knob's range is picked up at the end of its way") {
  const MappedTarget t = target_with(ParameterId::kVibrato, 20, 50, Takeover::kPickup);
  CHECK_FALSE(value_of_knob(t, {.before = 10, .now = 100}, 80));
  CHECK(value_of_knob(t, {.before = 100, .now = 127}, 80));
  CHECK(value_of_knob(t, {.before = 3, .now = 0}, 5));
}

TEST_CASE("Whatever the hand and others do, picking up never jumps farther than the knob's own step") {
  std::mt19937 random(4);
  int picked = 0, waited = 0;
  for (int round = 0; round < 3000; round++) {
    const bool fine = random() % 2 == 0;
    const Control control = knob_control(1, 1, fine ? ControlFormat::kFine : ControlFormat::kCoarse);
    const MappedTarget t = any_target(random, Takeover::kPickup);
    const Response& r = t.response;
    float present = value_at(r, float(random() % 1271) / 10);
    std::optional<float> before;
    int stands = int(random() % (control.last + 1u));
    for (int i = 0; i < 60; i++) {
      if (random() % 20 == 0) present = value_at(r, float(random() % 1271) / 10);  // OSC, another knob
      const int reach = control.last / 30;
      stands = std::clamp(stands + int(random() % (2 * reach + 1)) - reach, 0, int(control.last));
      const float now = position_of(control, stands);
      const auto value = value_of_knob(t, {.before = before, .now = now, .step = step_of(control)}, present);
      if (value) {
        picked++;
        // In values, so that flat places of a curve are what they are: the present one lies on the way that was made.
        const float a = value_at(r, before ? *before : now - step_of(control));
        const float b = before ? *value : value_at(r, now + step_of(control));
        CAPTURE(parameter(r.parameter).name, present, a, b, *value);
        REQUIRE(*value == value_at(r, now));
        REQUIRE(std::abs(*value - present) <= std::abs(a - b));
        REQUIRE((*value >= r.low && *value <= r.high));
        present = *value;
      } else {
        waited++;
      }
      before = now;
    }
  }
  CHECK(picked > 10000);
  CHECK(waited > 10000);
}

TEST_CASE("Once picked up, a knob holds its parameter for as long as nobody else moves it") {
  std::mt19937 random(5);
  for (int round = 0; round < 2000; round++) {
    const MappedTarget t = any_target(random, Takeover::kPickup);
    float before = float(random() % 128), present = value_at(t.response, before);
    for (int i = 0; i < 30; i++) {
      const float now = float(random() % 128);
      const auto value = value_of_knob(t, {.before = before, .now = now}, present);
      REQUIRE(value);
      present = *value;
      before = now;
    }
  }
}

TEST_CASE("Jump sets what the knob says, known or not") {
  std::mt19937 random(6);
  for (int round = 0; round < 1000; round++) {
    const MappedTarget t = any_target(random, Takeover::kJump);
    const float now = float(random() % 128);
    REQUIRE(*value_of_knob(t, {.before = {}, .now = now}, t.response.low) == value_at(t.response, now));
  }
}

TEST_CASE("Scaling moves the value the way of the knob, and both reach the end together") {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; round++) {
    const Parameter& p = parameters()[random() % kParameterCount];
    const MappedTarget t = target_with(p.id, p.min, p.max, Takeover::kScale);
    const Response& r = t.response;
    const float rounding = 2e-4f * (p.max - p.min);
    float before = float(1 + random() % 126), present = value_at(r, float(random() % 128));
    const bool up = random() % 2 == 0;
    while (before > 0 && before < 127) {
      const float now = std::clamp(before + (up ? 1 : -1) * float(1 + random() % 9), 0.0f, 127.0f);
      const auto value = value_of_knob(t, {.before = before, .now = now}, present);
      REQUIRE(value);
      CAPTURE(p.name, before, now, present, *value);
      REQUIRE((up ? *value >= present - rounding : *value <= present + rounding));
      present = *value;
      before = now;
    }
    REQUIRE(present == (up ? r.high : r.low));
  }
}

TEST_CASE("Scaling knows no way before it knows where the knob stands, and follows it where both stand together") {
  const MappedTarget t = target_with(ParameterId::kVibrato, 0, 100, Takeover::kScale);
  CHECK_FALSE(value_of_knob(t, {.before = {}, .now = 100}, 20));
  const float together = value_at(t.response, 50);
  CHECK(*value_of_knob(t, {.before = 50, .now = 80}, together) == value_at(t.response, 80));
  const auto half = value_of_knob(t, {.before = 100, .now = 50}, value_at(t.response, 20));
  CHECK(*half == Approx(value_at(t.response, 10)));
}

TEST_CASE("Where nobody knows the present value, the knob's counts") {
  const float unknown = std::numeric_limits<float>::quiet_NaN();
  for (const Takeover takeover : {Takeover::kPickup, Takeover::kJump, Takeover::kScale}) {
    const MappedTarget t = target_with(ParameterId::kX, 0, 1, takeover);
    CHECK(*value_of_knob(t, {.before = 3, .now = 90}, unknown) == value_at(t.response, 90));
  }
  const MappedTarget t = target_with(ParameterId::kX, 0, 1, Takeover::kPickup);
  CHECK(value_of_turn(t, 1, unknown) > 0.5f);  // from the standard
}

TEST_CASE("An encoder's step moves the value one way and never out of the range, from wherever it stands") {
  std::mt19937 random(8);
  for (int round = 0; round < 20000; round++) {
    const MappedTarget t = any_target(random, Takeover::kPickup);
    const Response& r = t.response;
    const Parameter& p = parameter(r.parameter);
    const float present = p.min + (p.max - p.min) * float(random() % 1001) / 1000;
    const float positions = float(int(random() % 401) - 200) / 10;
    const float value = value_of_turn(t, positions, present);
    const float from = std::clamp(present, r.low, r.high), rounding = 2e-4f * (p.max - p.min);
    CAPTURE(p.name, present, positions, value, r.low, r.high, r.inverted);
    REQUIRE((value >= r.low && value <= r.high));
    if ((positions > 0) != r.inverted)
      REQUIRE(value >= from - rounding);
    else
      REQUIRE(value <= from + rounding);
  }
}

TEST_CASE("An encoder leaves the flat end of a fader, however small its steps are") {
  const MappedTarget t = target_with(ParameterId::kVolume, -80, 0, Takeover::kPickup);
  CHECK(value_of_turn(t, 0.05f, -80) > -80);
  float value = -80;
  for (int i = 0; i < 127; i++) value = value_of_turn(t, 1, value);
  CHECK(value == 0);
  for (int i = 0; i < 127; i++) value = value_of_turn(t, -1, value);
  CHECK(value == -80);
}

TEST_CASE("Buttons hold, toggle and set") {
  MappedTarget t = target_with(ParameterId::kVibrato, 10, 40, Takeover::kPickup);
  t.press = Press::kMomentary;
  CHECK(*value_of_press(t, true, 0) == 40);
  CHECK(*value_of_press(t, false, 40) == 10);
  t.press = Press::kToggle;
  CHECK(*value_of_press(t, true, 12) == 40);
  CHECK(*value_of_press(t, true, 40) == 10);
  CHECK(*value_of_press(t, true, std::numeric_limits<float>::quiet_NaN()) == 40);
  CHECK_FALSE(value_of_press(t, false, 40));
  t.press = Press::kSet;
  CHECK(*value_of_press(t, true, 0) == 40);
  CHECK_FALSE(value_of_press(t, false, 0));
  t.press = Press::kNone;
  CHECK_FALSE(value_of_press(t, true, 0));
}
