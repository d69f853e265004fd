#include "engine/jam/packed_matrix.h"

namespace seaglass::jam {

PackedMatrix::PackedMatrix(const ScaledLayer& layer, int first, int count) : inputs_(layer.rows.columns) {
  const std::size_t panels = std::size_t((count + kPanel - 1) / kPanel), inputs = std::size_t(inputs_);
  weight_.resize(panels * inputs);
  scale_.resize(panels);
  bias_.resize(panels);
  for (std::size_t o = 0; o < std::size_t(count); o++) {
    const std::size_t row = std::size_t(first) + o, panel = o / kPanel, lane = o % kPanel;
    for (std::size_t i = 0; i < inputs; i++) weight_[panel * inputs + i].value[lane] = layer.rows.weight[row * inputs + i];
    scale_[panel].value[lane] = layer.rows.scale[row];
    bias_[panel].value[lane] = layer.bias[row];
  }
}

}  // namespace seaglass::jam
