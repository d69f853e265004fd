// What a key, and a take, of an instrument add to its place in the timbre space.

#include <cmath>
#include <set>
#include <vector>

#include "tests/catch.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

// A point whose keys add `key` to the first dimension; 60, 60.8 and 61.8 are neighbours, 70 stands alone.
float shade_at(float key, float weight = 1) {
  static const std::vector<KeyShade> shades = {{60, {60}}, {60.8f, {40}}, {61.8f, {20}}, {70, {70}}};
  TimbrePoint point;
  point.shades = shades;
  std::array<float, kTimbreDims> position{};
  position[0] = 5;
  add_shade(point, key, weight, position);
  return position[0] - 5;
}

}  // namespace

TEST_CASE("A key's shade is its own at the key, linear towards a neighbour, and fades over one key towards none") {
  CHECK(shade_at(60) == Approx(60));
  CHECK(shade_at(60.4f) == Approx(50).margin(1e-3));
  CHECK(shade_at(61.3f) == Approx(30).margin(1e-3));
  CHECK(shade_at(59.5f) == Approx(30));
  CHECK(shade_at(58.9f) == 0);
  CHECK(shade_at(62.3f) == Approx(10).margin(1e-3));
  CHECK(shade_at(65) == 0);
  CHECK(shade_at(69.5f) == Approx(35));
  CHECK(shade_at(70) == Approx(70));
  CHECK(shade_at(71) == 0);
  CHECK(shade_at(-20) == 0);
  CHECK(shade_at(60, 0.5f) == Approx(30));
}

TEST_CASE("A point without shades adds none") {
  TimbrePoint point;
  std::array<float, kTimbreDims> position{};
  add_shade(point, 60, 1, position);
  for (const float z : position) CHECK(z == 0);
}

TEST_CASE("The take that a note follows adds its shade, as far as drift goes and no further than once") {
  const NeuralLibrary library(small_neural_patch());
  const auto asked = [&](std::uint64_t seed, float drift) {
    Part part;
    part.set_place(0, library.place(0).map);
    part.set(ParameterId::kDrift, drift);
    NeuralTimbre timbre;
    timbre.prepare(library, kernels::best());
    Spectrum spectrum;
    timbre.start({.key = 59, .velocity = 0.55f, .glide_from = 59, .glide_seconds = 0, .seed = seed}, part, spectrum);
    timbre.advance({.elapsed = 0.1, .hop = kFrameSeconds, .key = 59}, part);
    std::array<float, kNetInputs> inputs;
    timbre.question(inputs.data());
    return inputs;
  };
  const TimbrePoint& point = library.point(0);
  std::set<std::size_t> followed;
  for (std::uint64_t seed = 1; seed < 200; seed++) {
    const auto still = asked(seed, 0), half = asked(seed, 0.5f), whole = asked(seed, 1), wild = asked(seed, 4);
    for (std::size_t d = 0; d < kTimbreDims; d++) REQUIRE(still[10 + d] == Approx(point.position[d]));
    std::size_t take = 0;  // of the two that the point has
    const auto is = [&](std::size_t e) {
      return std::abs(whole[10] - still[10] - small_neural_patch()->movements[e].shade[0]) < 1e-5f;
    };
    if (!is(take)) take = 1;
    followed.insert(take);
    const auto& shade = small_neural_patch()->movements[take].shade;
    for (std::size_t d = 0; d < kTimbreDims; d++) {
      REQUIRE(half[10 + d] - still[10 + d] == Approx(0.5f * shade[d]).margin(1e-6));
      REQUIRE(whole[10 + d] - still[10 + d] == Approx(shade[d]).margin(1e-6));
      REQUIRE(wild[10 + d] == whole[10 + d]);
    }
  }
  REQUIRE(followed.size() == 2);
}
