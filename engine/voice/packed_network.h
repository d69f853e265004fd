#pragma once

#include <span>
#include <vector>

#include "engine/config.h"
#include "engine/patch/neural.h"
#include "engine/voice/network.h"

namespace seaglass {

// A patch's network in the order in which kernels read it; what is missing to a whole panel is zero.
class PackedNetwork {
 public:
  // [control]
  explicit PackedNetwork(std::span<const DenseLayer> layers);
  PackedNetwork(const PackedNetwork&) = delete;
  PackedNetwork& operator=(const PackedNetwork&) = delete;

  // [any]
  const Network& view() const { return view_; }

 private:
  struct alignas(kCacheLine) Line {
    float unit[kUnitPanel];
  };
  std::vector<Line> lines_;
  Network view_{};
};

}  // namespace seaglass
