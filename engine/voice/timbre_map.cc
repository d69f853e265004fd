#include "engine/voice/timbre_map.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

constexpr int kNearest = 5;
constexpr double kReach = 2;  // of the weights in a patch with fewer places: more than the square's diagonal

}  // namespace

TimbreMap::TimbreMap(std::span<const Place> places) {
  place_of_program_.fill(-1);
  for (std::size_t i = 0; i < places.size(); i++) {
    map_.push_back(places[i].map);
    place_of_program_[std::size_t(places[i].program)] = int(i);
  }
}

PlaceMix TimbreMap::around(float x, float y, int home) const {
  const auto alone = [](int place) { return PlaceMix{.list = {{{place, 1.0f}}}, .count = 1}; };
  const auto& own = map_[std::size_t(home)];
  if (x == own[0] && y == own[1]) return alone(home);

  struct Near {
    double distance;
    int place;
  };
  std::array<Near, kNearest> near{};
  int found = 0;
  for (std::size_t i = 0; i < map_.size(); i++) {
    const double d = std::hypot(double(x) - map_[i][0], double(y) - map_[i][1]);
    if (found == kNearest && d >= near[kNearest - 1].distance) continue;
    int at = found < kNearest ? found++ : kNearest - 1;
    for (; at > 0 && d < near[at - 1].distance; at--) near[at] = near[at - 1];
    near[at] = {d, int(i)};
  }
  if (near[0].distance == 0) return alone(near[0].place);

  const double reach = found == kNearest ? near[kNearest - 1].distance : kReach;
  double weights[kNearest], sum = 0;
  for (int i = 0; i < found; i++) {
    const double inner = std::max(0.0, reach - near[i].distance) / (reach * near[i].distance);
    sum += weights[i] = inner * inner;
  }
  if (!(sum > 0)) return alone(near[0].place);  // five at one distance
  PlaceMix mix;
  for (int i = 0; i < found && i < kMaxShares - 1; i++)
    if (weights[i] > 0) mix.list[mix.count++] = {near[i].place, float(weights[i] / sum)};
  return mix;
}

PlaceMix TimbreMap::at(const TimbrePosition& position, int home) const {
  PlaceMix mix = around(position.x, position.y, home);
  const int goal = place_of_program_[std::size_t(std::clamp(position.morph_to, 0, 127))];
  const float morph = std::clamp(position.morph, 0.0f, 1.0f);
  if (morph == 0 || goal < 0) return mix;
  if (morph == 1) return {.list = {{{goal, 1.0f}}}, .count = 1};
  int at = 0;
  for (int i = 0; i < mix.count; i++) mix.list[i].weight *= 1 - morph;
  while (at < mix.count && mix.list[at].of != goal) at++;
  if (at == mix.count) mix.list[mix.count++] = {goal, 0};
  mix.list[at].weight += morph;
  return mix;
}

}  // namespace seaglass
