#include "engine/voice/timbre_map.h"

#include <cmath>
#include <random>

#include "tests/catch.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kNowhere = 6;  // a home whose position is never asked for below

double weight_of(const PlaceMix& mix, int place) {
  double sum = 0;
  for (const auto& share : mix.all())
    if (share.of == place) sum += double(share.weight);
  return sum;
}

void require_sound(const PlaceMix& mix, int most) {
  REQUIRE(mix.count >= 1);
  REQUIRE(mix.count <= most);
  double sum = 0;
  for (const auto& share : mix.all()) {
    REQUIRE(share.weight > 0);
    sum += double(share.weight);
  }
  REQUIRE(sum == Approx(1).margin(1e-5));
}

}  // namespace

TEST_CASE("At its own position a place is alone, and near it almost") {
  const auto& places = small_neural_patch()->places;
  const TimbreMap map(places);
  for (int i = 0; i < int(places.size()); i++) {
    const auto [x, y] = places[std::size_t(i)].map;
    for (const int home : {i, kNowhere}) {
      const PlaceMix mix = map.at({.x = x, .y = y}, home);
      REQUIRE(mix.count == 1);
      REQUIRE(mix.list[0].of == i);
      REQUIRE(mix.list[0].weight == 1);
    }
    REQUIRE(weight_of(map.at({.x = std::min(x + 1e-3f, 1.0f), .y = y}, kNowhere), i) > 0.999);
  }
}

TEST_CASE("Everywhere on the map at most four places sound, and their weights move without a step") {
  const auto& places = small_neural_patch()->places;
  const TimbreMap map(places);
  std::mt19937 random(1);
  const auto unit = [&] { return float(random() % 10001) / 10000.0f; };
  for (int line = 0; line < 40; line++) {
    const float x0 = unit(), y0 = unit(), x1 = unit(), y1 = unit();
    PlaceMix before;
    constexpr int kSteps = 2000;
    for (int i = 0; i <= kSteps; i++) {
      const float f = float(i) / kSteps;
      const PlaceMix mix = map.at({.x = x0 + f * (x1 - x0), .y = y0 + f * (y1 - y0)}, kNowhere);
      require_sound(mix, 4);
      if (i > 0)
        for (int p = 0; p < int(places.size()); p++) REQUIRE(std::abs(weight_of(mix, p) - weight_of(before, p)) < 0.02);
      before = mix;
    }
  }
}

TEST_CASE("A morph leads from the position to its goal, by program number, without a step") {
  const TimbreMap map(small_neural_patch()->places);
  PlaceMix before;
  for (int i = 0; i <= 1000; i++) {
    const PlaceMix mix = map.at({.x = 0.4f, .y = 0.5f, .morph = float(i) / 1000, .morph_to = 6}, 0);
    require_sound(mix, 5);
    if (i > 0)
      for (int p = 0; p < 7; p++) REQUIRE(std::abs(weight_of(mix, p) - weight_of(before, p)) < 0.002);
    before = mix;
  }
  REQUIRE(before.count == 1);
  REQUIRE(before.list[0].of == 6);
  // No place has this program: nothing moves.
  REQUIRE(map.at({.x = 0.2f, .y = 0.2f, .morph = 0.7f, .morph_to = 77}, 0).count == 1);
}

TEST_CASE("Few places, places on one spot and places at one distance are no trouble") {
  const auto place = [](float x, float y, int program) {
    Place p;
    p.map = {x, y};
    p.program = program;
    return p;
  };
  const std::vector<Place> two{place(0, 0, 0), place(1, 1, 1)};
  const PlaceMix middle = TimbreMap(two).at({.x = 0.5f, .y = 0.5f}, 0);
  REQUIRE(weight_of(middle, 0) == Approx(0.5));
  REQUIRE(TimbreMap(std::vector{place(0.5f, 0.5f, 0)}).at({.x = 0.1f, .y = 0.9f}, 0).count == 1);

  const std::vector<Place> stacked(6, place(0.5f, 0.5f, 0));
  const TimbreMap pile(stacked);
  REQUIRE(pile.at({.x = 0.5f, .y = 0.5f}, 3).list[0].of == 3);
  require_sound(pile.at({.x = 0.7f, .y = 0.5f}, 3), 4);

  std::vector<Place> circle;
  for (int i = 0; i < 4; i++) circle.push_back(place(i % 2 == 0 ? 0.0f : 1.0f, i < 2 ? 0.0f : 1.0f, i));
  circle.push_back(place(0.0f, 0.0f, 9));
  require_sound(TimbreMap(circle).at({.x = 0.5f, .y = 0.5f}, 1), 4);
}
