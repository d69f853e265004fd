#pragma once
// One layer of the network for one thread of a grid: what the kernels of network_layered.cu run, one launch for each
// layer. Activations stand in device memory as [unit][row_step]; nothing is shared between threads within a launch.

#include "kernels/cuda/network_math.h"

namespace seaglass::cuda {

// Activations between launches, [width][row_step].
struct LayerBuffers {
  const float* from;  // what layer n - 1 wrote
  float* to;
  int row_step;  // even, at least the rows
};

SEAGLASS_HD inline void run_layer(const QuadNetwork& net, int n, const float* in, const LayerBuffers& buffers,
                                  float* out, int rows, int worker, int workers) {
  const QuadLayer& layer = net.layers[n];
  const float* const h = buffers.from;
  float* const next = buffers.to;
  const auto finish = [&]<int kUnits>(int unit, int pair, const Sums<kUnits>& sums) {
    if (n + 1 == net.count) {
      for (int r = 0; r < kPair; r++)
        if (kPair * pair + r < rows)
          for (int u = 0; u < kUnits; u++)
            out[std::ptrdiff_t(kPair * pair + r) * net.output_stride + unit + u] = sums.unit[u][r];
      return;
    }
    for (int u = 0; u < kUnits; u++) {
      const std::ptrdiff_t at = std::ptrdiff_t(unit + u) * buffers.row_step + kPair * pair;
      RowPair y{{silu(sums.unit[u][0]), silu(sums.unit[u][1])}};
      if (n > 0) {
        const RowPair x = *reinterpret_cast<const RowPair*>(h + at);
        y = {{x.row[0] + y.row[0], x.row[1] + y.row[1]}};
      }
      *reinterpret_cast<RowPair*>(next + at) = y;
    }
  };
  const int pairs = (rows + 1) / kPair;
  if (n == 0)
    run_share(layer.lines, layer.inputs, layer.quads, pairs, worker, workers, Questions{in, net.input_stride, rows},
              finish);
  else
    run_share(layer.lines, layer.inputs, layer.quads, pairs, worker, workers, Columns{h, buffers.row_step}, finish);
}

}  // namespace seaglass::cuda
