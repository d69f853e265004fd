#include "engine/voice/packed_network.h"

namespace seaglass {
namespace {

int panels_of(int units) { return (units + kUnitPanel - 1) / kUnitPanel; }

}  // namespace

PackedNetwork::PackedNetwork(std::span<const DenseLayer> layers) {
  std::size_t lines = 0;
  for (const DenseLayer& layer : layers) lines += std::size_t(panels_of(layer.outputs)) * std::size_t(layer.inputs + 1);
  lines_.resize(lines);
  view_.count = int(layers.size());
  view_.input_stride = panels_of(layers.front().inputs) * kUnitPanel;
  view_.width = panels_of(layers.front().outputs) * kUnitPanel;
  view_.output_stride = panels_of(layers.back().outputs) * kUnitPanel;

  Line* at = lines_.data();
  for (int n = 0; n < view_.count; n++) {
    const DenseLayer& layer = layers[std::size_t(n)];
    const int panels = panels_of(layer.outputs);
    Line* const weights = at;
    Line* const biases = at + panels * layer.inputs;
    view_.layers[n] = {weights->unit, biases->unit, layer.inputs, panels};
    for (int unit = 0; unit < layer.outputs; unit++) {
      const int panel = unit / kUnitPanel, lane = unit % kUnitPanel;
      for (int i = 0; i < layer.inputs; i++)
        weights[panel * layer.inputs + i].unit[lane] = layer.weight[std::size_t(unit) * std::size_t(layer.inputs) + std::size_t(i)];
      biases[panel].unit[lane] = layer.bias[std::size_t(unit)];
    }
    at = biases + panels;
  }
}

}  // namespace seaglass
