#include "engine/parameter.h"

#include <cmath>
#include <set>

#include "tests/catch.h"

using namespace seaglass;

TEST_CASE("Every parameter can be found by its name and by its id") {
  REQUIRE(parameters().size() == std::size_t(kParameterCount));
  std::set<std::string_view> names;
  for (const Parameter& p : parameters()) {
    REQUIRE(names.insert(p.name).second);
    REQUIRE(find_parameter(p.name) == p.id);
    REQUIRE(&parameter(p.id) == &p);
  }
  REQUIRE_FALSE(find_parameter(""));
  REQUIRE_FALSE(find_parameter("Volume"));
  REQUIRE_FALSE(find_parameter("volume "));
}

TEST_CASE("Every parameter's range is in order and holds its standard") {
  for (const Parameter& p : parameters()) {
    CAPTURE(p.name);
    REQUIRE(p.min < p.max);
    REQUIRE(p.standard >= p.min);
    REQUIRE(p.standard <= p.max);
    REQUIRE_FALSE(p.unit.empty());
    REQUIRE_FALSE(p.help.empty());
    REQUIRE(p.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string_view::npos);
  }
}

TEST_CASE("No controller moves two parameters, and the contract's controllers move theirs") {
  std::set<int> controllers;
  for (const Parameter& p : parameters()) {
    if (p.controller < 0) continue;
    REQUIRE(p.controller < 120);  // above are channel mode messages
    REQUIRE(controllers.insert(p.controller).second);
    REQUIRE(parameter_of_controller(p.controller) == p.id);
  }
  REQUIRE(parameter_of_controller(1) == ParameterId::kVibrato);
  REQUIRE(parameter_of_controller(7) == ParameterId::kVolume);
  REQUIRE(parameter_of_controller(10) == ParameterId::kPan);
  REQUIRE(parameter_of_controller(11) == ParameterId::kExpression);
  REQUIRE(parameter_of_controller(74) == ParameterId::kBrightness);
  for (int pedal_or_mode : {64, 66, 120, 121, 123}) REQUIRE_FALSE(parameter_of_controller(pedal_or_mode));
  // No controller has the number -1, although that is what the table says of parameters without one.
  REQUIRE_FALSE(parameter_of_controller(-1));
}

TEST_CASE("A controller's values rise with its position and stay within the parameter's range") {
  for (const Parameter& p : parameters()) {
    if (p.controller < 0) continue;
    CAPTURE(p.name);
    float last = value_of_controller(p.id, 0);
    for (float position = -10; position <= 140; position += 0.25f) {
      const float value = value_of_controller(p.id, position);
      CAPTURE(position);
      REQUIRE(std::isfinite(value));
      REQUIRE(value >= p.min);
      REQUIRE(value <= p.max);
      if (position > 0) REQUIRE(value >= last);
      if (position >= 0) last = value;
    }
  }
}

TEST_CASE("A controller's middle is neutral where the middle has a meaning") {
  for (ParameterId id : {ParameterId::kPan, ParameterId::kBrightness, ParameterId::kOddEven, ParameterId::kAttack,
                         ParameterId::kRelease})
    REQUIRE(value_of_controller(id, 64) == Approx(parameter(id).standard).margin(1e-6));
}

TEST_CASE("Volume follows the MIDI standard, 40 log10 of the position") {
  REQUIRE(value_of_controller(ParameterId::kVolume, 127) == Approx(0).margin(1e-6));
  REQUIRE(value_of_controller(ParameterId::kVolume, 64) == Approx(-11.9f).margin(0.05));
  REQUIRE(value_of_controller(ParameterId::kVolume, 0) == parameter(ParameterId::kVolume).min);
}
