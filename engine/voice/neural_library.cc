#include "engine/voice/neural_library.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/random.h"

namespace seaglass {
namespace {

// A movement this far away in key, or in dynamic, counts as one step further; chance moves candidates by up to one step.
constexpr float kKeyStep = 3.0f, kDynamicStep = 0.3f;

constexpr float kShadeReach = 1;  // keys

}  // namespace

NeuralLibrary::NeuralLibrary(std::shared_ptr<const NeuralPatch> patch)
    : patch_(std::move(patch)), network_(patch_->net), map_(patch_->places), points_(patch_->places.size()),
      moves_(patch_->points.size()) {
  for (int q = 0; q < int(patch_->points.size()); q++) {
    Range& range = points_[std::size_t(patch_->points[std::size_t(q)].place)];
    if (range.end == 0) range.begin = q;
    range.end = q + 1;
  }
  for (const MovementEntry& entry : patch_->movements) moves_[std::size_t(entry.point)].push_back(&entry);
}

const TimbrePoint& NeuralLibrary::nearest(int place, float key) const {
  const Range range = points_[std::size_t(place)];
  const auto of = [this](int q) -> const TimbrePoint& { return patch_->points[std::size_t(q)]; };
  int best = range.begin;
  for (int q = range.begin; q < range.end; q++)
    if (std::abs(float(of(q).key) - key) < std::abs(float(of(best).key) - key)) best = q;
  return of(best);
}

PointMix NeuralLibrary::select(const TimbrePosition& position, int home, float key) const {
  const PlaceMix places = map_.at(position, home);
  PointMix mix;
  for (const auto& share : places.all()) mix.list[mix.count++] = {&nearest(share.of, key), share.weight};
  return mix;
}

const MovementEntry* NeuralLibrary::movement(const TimbrePoint& point, float key, float dynamic,
                                             std::uint64_t choice) const {
  const MovementEntry* best = nullptr;
  float least = 0;
  const auto& moves = moves_[std::size_t(&point - patch_->points.data())];
  for (std::size_t i = 0; i < moves.size(); i++) {
    const float distance = std::abs(moves[i]->key - key) / kKeyStep + std::abs(moves[i]->dynamic - dynamic) / kDynamicStep +
                           unit_random(hash64(choice, i));
    if (best != nullptr && distance >= least) continue;
    best = moves[i];
    least = distance;
  }
  return best;
}

void add_shade(const TimbrePoint& point, float key, float weight, std::span<float, kTimbreDims> position) {
  const auto& shades = point.shades;
  const auto above = std::upper_bound(shades.begin(), shades.end(), key, [](float k, const KeyShade& s) { return k < s.key; });
  const auto add = [&](const KeyShade& shade, float share) {
    for (std::size_t d = 0; d < kTimbreDims; d++) position[d] += weight * share * shade.position[d];
  };
  const bool has_below = above != shades.begin(), has_above = above != shades.end();
  const float gap = has_below && has_above ? above->key - above[-1].key : kShadeReach;
  const float reach = std::min(gap, kShadeReach);
  if (has_below) add(above[-1], std::max(0.0f, 1 - (key - above[-1].key) / reach));
  if (has_above) add(*above, std::max(0.0f, 1 - (above->key - key) / reach));
}

CurvePoint curve_at(const TimbrePoint& point, float key) {
  const float at = std::clamp((key - kCurveFirstKey) / kCurveStep, 0.0f, float(kCurveKeys - 1));
  const int below = std::min(int(at), kCurveKeys - 2);
  const float f = at - float(below);
  const CurvePoint &a = point.curve[std::size_t(below)], &b = point.curve[std::size_t(below) + 1];
  const auto between = [f](float x, float y) { return x + f * (y - x); };
  return {between(a.log_b, b.log_b), between(a.gain_db, b.gain_db), between(a.tail_db_per_s, b.tail_db_per_s),
          between(a.spare, b.spare)};
}

}  // namespace seaglass
