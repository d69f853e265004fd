#pragma once

#include <vector>

#include "engine/voice/network.h"
#include "kernels/cuda/handles.cuh"

namespace seaglass::cuda {

// A network's weights as the libraries read them: matrices [inputs][units], and a bias for each unit. Units fill whole
// panels.
struct DenseMatrix {
  DeviceBuffer<float> weight, bias;
  int inputs = 0, units = 0;
};

// [control]
inline std::vector<DenseMatrix> dense_network(const Network& net) {
  std::vector<DenseMatrix> layers;
  for (int n = 0; n < net.count; n++) {
    const NetLayer& layer = net.layers[n];
    const int units = layer.panels * kUnitPanel;
    std::vector<float> weight(std::size_t(layer.inputs) * std::size_t(units));
    for (int i = 0; i < layer.inputs; i++)
      for (int unit = 0; unit < units; unit++)
        weight[std::size_t(i) * std::size_t(units) + std::size_t(unit)] =
            layer.weight[(std::ptrdiff_t(unit / kUnitPanel) * layer.inputs + i) * kUnitPanel + unit % kUnitPanel];
    layers.push_back({DeviceBuffer<float>(weight.data(), weight.size()),
                      DeviceBuffer<float>(layer.bias, std::size_t(units)), layer.inputs, units});
  }
  return layers;
}

}  // namespace seaglass::cuda
