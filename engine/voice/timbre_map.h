#pragma once
// The performer's map: every place of a patch lies somewhere in a square, and a position in it is a mix of the places
// around. Weights are Shepard's, modified for compact support (Franke and Nielson, "Smooth interpolation of large sets of
// scattered data", 1980): w = ((R - d)+ / (R d))^2, with R the distance of the fifth place. So four places sound at
// most, weights move without a step, and at a place's own position it is alone.

#include <array>
#include <span>
#include <vector>

#include "engine/patch/patch.h"

namespace seaglass {

// Where a part stands.
struct TimbrePosition {
  float x = 0.5f, y = 0.5f;
  float morph = 0;   // 0: at x and y, 1: at the place of program number morph_to
  int morph_to = 0;

  friend bool operator==(const TimbrePosition&, const TimbrePosition&) = default;
};

inline constexpr int kMaxShares = 5;  // four of the map and the goal of a morph

template <class Of>
struct Shares {
  struct Share {
    Of of;
    float weight;
  };
  std::array<Share, kMaxShares> list{};
  int count = 0;

  std::span<const Share> all() const& { return {list.data(), std::size_t(count)}; }
  std::span<const Share> all() && = delete;  // it would outlive the list
};

using PlaceMix = Shares<int>;

class TimbreMap {
 public:
  // [control]
  explicit TimbreMap(std::span<const Place> places);

  // [worker] Bounded. Weights add up to one. Where several places lie on one spot, `home` is the one that is meant.
  PlaceMix at(const TimbrePosition& position, int home) const;

 private:
  PlaceMix around(float x, float y, int home) const;

  std::vector<std::array<float, 2>> map_;
  std::array<int, 128> place_of_program_;
};

}  // namespace seaglass
