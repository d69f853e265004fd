#pragma once

#include "kernels/cuda/handles.cuh"
#include "kernels/cuda/network_layout.h"

namespace seaglass::cuda {

// A network's weights resident on the device, in quads.
class DeviceNetwork {
 public:
  // [control]
  explicit DeviceNetwork(const Network& net) : DeviceNetwork(QuadWeights(net)) {}

  const QuadNetwork& view() const { return view_; }

 private:
  explicit DeviceNetwork(const QuadWeights& weights)
      : lines_(weights.data(), weights.bytes() / sizeof(QuadLine)), view_(weights.at(lines_.get())) {}

  DeviceBuffer<QuadLine> lines_;
  QuadNetwork view_;
};

}  // namespace seaglass::cuda
