#pragma once

#include <cstdint>
#include <vector>

#include "engine/config.h"
#include "engine/jam/kernels.h"
#include "engine/patch/jam.h"

namespace seaglass::jam {

// Rows of a patch's matrix in the order in which kernels read them. Immutable.
class PackedMatrix {
 public:
  // [control] The rows first .. first + count - 1 of a layer.
  PackedMatrix(const ScaledLayer& layer, int first, int count);
  explicit PackedMatrix(const ScaledLayer& layer) : PackedMatrix(layer, 0, layer.rows.rows) {}

  // [any] Valid while this lives.
  Matrix view() const {
    return {weight_.data()->value, scale_.data()->value, bias_.data()->value, inputs_, int(scale_.size())};
  }

  // [any] Numbers that a result takes: whole panels.
  int outputs() const { return int(scale_.size()) * kPanel; }

 private:
  struct alignas(kPanel) Row {  // of a panel: what one input is multiplied by
    std::int8_t value[kPanel];
  };
  struct alignas(kCacheLine) Numbers {
    float value[kPanel];
  };

  int inputs_;
  std::vector<Row> weight_;
  std::vector<Numbers> scale_, bias_;
};

}  // namespace seaglass::jam
