// Ranges, curves and inversion over every parameter: always within, always one way, and back to where one came from.

#include "engine/control/response.h"

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "engine/control/mapping.h"
#include "tests/catch.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;

namespace {

// A random response that a performer may write: any parameter, a curve that fits, a range within the parameter's.
Response any_response(std::mt19937& random) {
  const Parameter& p = parameters()[random() % kParameterCount];
  Curve curve = p.curve;
  if (random() % 2 == 0) {
    do {
      curve = Curve(random() % (int(Curve::kLast) + 1));
    } while (!fits(curve, p.id));
  }
  std::uniform_real_distribution<float> within(p.min, p.max);
  float low = within(random), high = within(random);
  if (low > high) std::swap(low, high);
  if (random() % 4 == 0) low = p.min;
  if (random() % 4 == 0) high = p.max;
  if (random() % 16 == 0) high = low;
  return response_of(p.id, curve, {low, high}, random() % 2 == 0);
}

}  // namespace

TEST_CASE("A mapping in which nothing is settled gives bit for bit what the parameter's own controller gives") {
  for (const Parameter& p : parameters()) {
    const Mapping m = standard_mapping(test::knob_control(1, 20), target_of(p.id));
    const Response r = response_of(p.id, m.curve, {m.low, m.high}, false);
    for (int position = 0; position <= 127; position++) {
      CAPTURE(p.name, position);
      REQUIRE(std::bit_cast<std::uint32_t>(value_at(r, float(position))) ==
              std::bit_cast<std::uint32_t>(value_of_controller(p.id, float(position))));
    }
  }
}

TEST_CASE("Any range, curve and inversion stays within, goes one way, and ends exactly where it says", "[alone]") {
  std::mt19937 random(1);
  for (int round = 0; round < 20000; round++) {
    const Response r = any_response(random);
    const Parameter& p = parameter(r.parameter);
    CAPTURE(p.name, name_of(r.curve), r.low, r.high, r.inverted);
    REQUIRE(value_at(r, r.inverted ? 127.0f : 0.0f) == r.low);
    REQUIRE(value_at(r, r.inverted ? 0.0f : 127.0f) == r.high);
    const float rounding = 1e-6f * (p.max - p.min);
    float before = value_at(r, 0);
    for (float position = 0; position <= 127; position += 1.0f) {
      const float value = value_at(r, position);
      REQUIRE(value >= r.low);
      REQUIRE(value <= r.high);
      if (r.inverted)
        REQUIRE(value <= before + rounding);
      else
        REQUIRE(value >= before - rounding);
      before = value;
    }
  }
}

TEST_CASE("The way back from a value is a position that means it") {
  std::mt19937 random(2);
  for (int round = 0; round < 20000; round++) {
    const Response r = any_response(random);
    const Parameter& p = parameter(r.parameter);
    const float value = r.low + (r.high - r.low) * float(random() % 1001) / 1000.0f;
    const float position = position_at(r, value);
    CAPTURE(p.name, name_of(r.curve), r.low, r.high, r.inverted, value, position);
    REQUIRE(position >= 0);
    REQUIRE(position <= 127);
    REQUIRE(value_at(r, position) == Approx(value).margin(2e-4 * (p.max - p.min)));
  }
}

TEST_CASE("Inversion keeps the middle and turns the ends round") {
  for (const ParameterId id :
       {ParameterId::kPan, ParameterId::kBrightness, ParameterId::kAttack, ParameterId::kDrift}) {
    const Parameter& p = parameter(id);
    const ValueRange reach = reach_of(id, p.curve);
    const Response straight = response_of(id, p.curve, reach, false), turned = response_of(id, p.curve, reach, true);
    CAPTURE(p.name);
    CHECK(value_at(turned, 64) == value_at(straight, 64));
    for (int position = 0; position <= 127; position++) {
      const float there = position_at(turned, value_at(straight, float(position)));
      REQUIRE(value_at(turned, there) == Approx(value_at(straight, float(position))).margin(1e-4 * (p.max - p.min)));
    }
  }
}

TEST_CASE("A narrow range is a piece of the parameter's own knob") {
  const Response r = response_of(ParameterId::kVolume, Curve::kFader, {-20, -6}, false);
  const float from = position_of_value(ParameterId::kVolume, -20), to = position_of_value(ParameterId::kVolume, -6);
  for (float position = 1; position < 127; position++)
    REQUIRE(value_at(r, position) ==
            Approx(value_of_controller(ParameterId::kVolume, from + (to - from) * position / 127)).margin(1e-3));
}

TEST_CASE("A range beyond the reach of the curve is reached all the same") {
  const Response louder = response_of(ParameterId::kVolume, Curve::kFader, {-80, 6}, false);
  CHECK(value_at(louder, 127) == 6);
  CHECK(value_at(louder, 126) < 6);
  CHECK(value_at(louder, 126) > 5);  // no jump at the end
  const Response above = response_of(ParameterId::kVolume, Curve::kFader, {1, 6}, false);
  CHECK(value_at(above, 63.5f) == Approx(3.5f).margin(0.1));
  const Response wide = response_of(ParameterId::kBrightness, Curve::kHalf, {-12, 12}, false);
  CHECK(value_at(wide, 64) == Approx(0).margin(1e-4));
  CHECK(value_at(wide, 96) == Approx(12 * 32.0 / 63).margin(1e-2));
}

TEST_CASE("Whatever position or value is asked, the answer is bounded") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity(), kNaN = std::numeric_limits<float>::quiet_NaN();
  std::mt19937 random(3);
  for (int round = 0; round < 1000; round++) {
    const Response r = any_response(random);
    for (const float asked : {kInfinity, -kInfinity, kNaN, 1e30f, -1e30f}) {
      const float value = value_at(r, asked), position = position_at(r, asked);
      REQUIRE((value >= r.low && value <= r.high));
      REQUIRE((position >= 0 && position <= 127));
    }
  }
}

TEST_CASE("A curve that would leave the parameter's range does not fit it") {
  CHECK_FALSE(fits(Curve::kRatio, ParameterId::kPan));
  CHECK_FALSE(fits(Curve::kFader, ParameterId::kGlide));
  CHECK_FALSE(fits(Curve::kBalance, ParameterId::kExpression));
  CHECK(fits(Curve::kLinear, ParameterId::kVolume));
  for (const Parameter& p : parameters())
    for (int i = 0; i <= int(Curve::kLast); i++) {
      const auto curve = Curve(i);
      if (!fits(curve, p.id)) continue;
      const ValueRange reach = reach_of(p.id, curve);
      CAPTURE(p.name, name_of(curve), reach.low, reach.high);
      CHECK(std::isfinite(reach.low));
      CHECK(reach.low >= p.min);
      CHECK(reach.high <= p.max);
      CHECK(reach.low < reach.high);
    }
}
