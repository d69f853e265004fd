#include "engine/control/velocity_curve.h"

#include <cmath>
#include <limits>

#include "tests/catch.h"

using namespace seaglass;

TEST_CASE("the standard velocity curve says what messages say, to the bit") {
  const VelocityTable table = velocity_table({});
  CHECK(table == straight_velocities());
  for (int v = 0; v < kVelocities; v++) CHECK(table[std::size_t(v)] == float(v) / 127.0f);
}

TEST_CASE("every velocity curve rises from the softest note to the loudest and never falls") {
  for (const int softest : {1, 20, 126})
    for (const int loudest : {2, 90, 127})
      for (const float bend : {-3.0f, -1.0f, 0.0f, 0.7f, 3.0f}) {
        if (softest >= loudest) continue;
        const VelocityTable table = velocity_table({.softest = softest, .loudest = loudest, .bend = bend});
        CHECK(table[1] == Approx(1 / 127.0));
        CHECK(table[std::size_t(softest)] == Approx(1 / 127.0));
        CHECK(table[std::size_t(loudest)] == Approx(1));
        CHECK(table[127] == Approx(1));
        for (int v = 2; v < kVelocities; v++) {
          REQUIRE(table[std::size_t(v)] >= table[std::size_t(v - 1)]);
          if (bend > -2 && v > softest && v <= loudest) REQUIRE(table[std::size_t(v)] > table[std::size_t(v - 1)]);
        }
      }
}

TEST_CASE("the bend lifts or lowers the middle by powers of two of the exponent") {
  const auto middle = [](float bend) { return velocity_table({.softest = 27, .loudest = 127, .bend = bend})[77]; };
  const auto expected = [](double share) { return (1 + 126 * share) / 127; };
  CHECK(middle(0) == Approx(expected(0.5)));
  CHECK(middle(1) == Approx(expected(std::sqrt(0.5))));
  CHECK(middle(-1) == Approx(expected(0.25)));
}

TEST_CASE("numbers that make no curve are clamped") {
  CHECK(velocity_table({.softest = -5, .loudest = 500}) == straight_velocities());
  CHECK(velocity_table({.softest = 90, .loudest = 20})[91] == 1);  // at least one step apart
  CHECK(velocity_table({.bend = 99}) == velocity_table({.bend = VelocityCurve::kMaxBend}));
  CHECK(velocity_table({.bend = std::numeric_limits<float>::quiet_NaN()}) == straight_velocities());
}
