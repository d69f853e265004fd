#include "kernels/cuda/network_layout.h"

namespace seaglass::cuda {

QuadWeights::QuadWeights(const Network& net) {
  constexpr int kQuads = kUnitPanel / kQuad;  // of a panel
  shape_.count = net.count;
  shape_.input_stride = net.input_stride;
  shape_.width = net.width;
  shape_.output_stride = net.output_stride;
  for (int n = 0; n < net.count; n++) {
    const NetLayer& layer = net.layers[n];
    shape_.layers[n] = {nullptr, layer.inputs, layer.panels * kQuads};
    first_[n] = lines_.size();
    for (int quad = 0; quad < layer.panels * kQuads; quad++) {
      const int panel = quad / kQuads, lane = quad % kQuads * kQuad;
      const auto take = [&](const float* line) {
        lines_.push_back({{line[lane], line[lane + 1], line[lane + 2], line[lane + 3]}});
      };
      take(layer.bias + panel * kUnitPanel);
      for (int i = 0; i < layer.inputs; i++)
        take(layer.weight + (std::ptrdiff_t(panel) * layer.inputs + i) * kUnitPanel);
    }
  }
}

QuadNetwork QuadWeights::at(const QuadLine* base) const {
  QuadNetwork net = shape_;
  for (int n = 0; n < net.count; n++) net.layers[n].lines = base + first_[n];
  return net;
}

}  // namespace seaglass::cuda
