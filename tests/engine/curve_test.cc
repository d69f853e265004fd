// Knobs and ranges: the way there is what it always was, and the way back leads to where one came from.

#include "engine/curve.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <set>

#include "engine/parameter.h"
#include "tests/catch.h"

using namespace seaglass;

namespace {

// As it was written when every parameter had a formula of its own: journals and scores rest on these bits.
float as_it_was(ParameterId id, float position) {
  const Parameter& p = parameter(id);
  position = std::clamp(position, 0.0f, 127.0f);
  const float x = position / 127.0f;
  switch (id) {
    case ParameterId::kVolume: return x > 0 ? std::max(p.min, 40.0f * std::log10(x)) : p.min;
    case ParameterId::kPan: return std::clamp((position - 64.0f) / 63.0f, -1.0f, 1.0f);
    case ParameterId::kBrightness:
    case ParameterId::kOddEven:
      return 0.5f * (position < 64 ? p.min * (64 - position) / 64 : p.max * (position - 64) / 63);
    case ParameterId::kAttack:
    case ParameterId::kRelease:
      return position < 64 ? std::pow(p.min, (64 - position) / 64) : std::pow(p.max, (position - 64) / 63);
    case ParameterId::kDrift: return position < 64 ? position / 64 : 1 + (p.max - 1) * (position - 64) / 63;
    case ParameterId::kGlide:
    case ParameterId::kCloudPitch:
    case ParameterId::kCloudTime: return p.max * x * x;
    default: return p.min + (p.max - p.min) * x;
  }
}

}  // namespace

TEST_CASE("A controller's values are, bit for bit, what they were before curves had names") {
  for (const Parameter& p : parameters())
    for (float position = -3; position <= 130; position += 1.0f / 64) {
      CAPTURE(p.name, position);
      REQUIRE(std::bit_cast<std::uint32_t>(value_of_controller(p.id, position)) ==
              std::bit_cast<std::uint32_t>(as_it_was(p.id, position)));
    }
}

TEST_CASE("Every parameter's knob comes back to where it stood, within 1e-4 of a position") {
  for (const Parameter& p : parameters())
    for (float position = 0; position <= 127; position += 1.0f / 64) {
      const float value = value_of_controller(p.id, position);
      CAPTURE(p.name, position, value);
      const float back = position_of_value(p.id, value);
      REQUIRE(back >= 0);
      REQUIRE(back <= 127);
      if (value > p.min) {
        REQUIRE(std::abs(back - position) <= 1e-4f);
      } else {
        REQUIRE(back == 0);  // several positions may mean the lowest value
      }
    }
}

TEST_CASE("Every value of a parameter has a position that means it, rising with it, up to the reach of the knob") {
  for (const Parameter& p : parameters()) {
    const float low = value_of_controller(p.id, 0), high = value_of_controller(p.id, 127);
    float last = 0;
    for (int i = 0; i <= 5000; i++) {
      const float value = p.min + (p.max - p.min) * float(i) / 5000;
      const float position = position_of_value(p.id, value);
      CAPTURE(p.name, value, position);
      REQUIRE(position >= last);
      last = position;
      const float meant = std::clamp(value, low, high);
      REQUIRE(value_of_controller(p.id, position) == Approx(meant).margin(1e-5 * (p.max - p.min)));
    }
    REQUIRE(last == 127);
  }
}

TEST_CASE("A curve's inverse is bounded whatever it is asked") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const Parameter& p : parameters()) {
    CAPTURE(p.name);
    CHECK(position_of_value(p.id, -kInfinity) == 0);
    CHECK(position_of_value(p.id, -1e30f) == 0);
    CHECK(position_of_value(p.id, kInfinity) == 127);
    CHECK(position_of_value(p.id, 1e30f) == 127);
    CHECK(position_of_value(p.id, std::numeric_limits<float>::quiet_NaN()) == 0);
  }
}

TEST_CASE("Curves serve ranges that no parameter has, and each has a name of its own") {
  std::set<std::string_view> names;
  for (int i = 0; i <= int(Curve::kLast); i++) {
    const auto curve = Curve(i);
    REQUIRE(names.insert(name_of(curve)).second);
    const CurveRange range = curve == Curve::kBalance  ? CurveRange{-1, 1, 0}
                             : curve == Curve::kFader  ? CurveRange{-40, 12, 0}
                             : curve == Curve::kSquared ? CurveRange{0, 3, 1}
                             : curve == Curve::kHalf   ? CurveRange{-6, 30, 0}
                                                       : CurveRange{0.01f, 50, 3};
    for (float position = 0; position <= 127; position += 0.25f) {
      const float value = value_at(curve, range, position);
      CAPTURE(name_of(curve), position, value);
      REQUIRE(value >= range.min);
      REQUIRE(value <= range.max);
      if (value > range.min) REQUIRE(std::abs(position_at(curve, range, value) - position) <= 1e-4f);
    }
  }
}
