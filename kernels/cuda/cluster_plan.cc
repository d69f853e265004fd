#include "kernels/cuda/cluster_plan.h"

#include <algorithm>

namespace seaglass::cuda {

ClusterPlan plan_cluster(const QuadNetwork& net, std::size_t shared_bytes) {
  // Writing a row of questions goes down a column: two words more than the rows make its banks differ.
  constexpr int kApart = 2;
  ClusterPlan plan{};
  int units = net.layers[0].inputs;
  for (int n = 0; n < net.count; n++) {
    const QuadLayer& layer = net.layers[n];
    plan.line_offset[n] = plan.lines;
    plan.lines += (layer.quads + kClusterBlocks - 1) / kClusterBlocks * (1 + layer.inputs);
    if (n + 1 < net.count) units = std::max(units, layer.quads * kQuad);
  }
  for (int rows = kMostTileRows; rows >= 2; rows -= 2) {
    plan.tile_rows = rows;
    plan.row_step = rows + kApart;
    plan.buffer = units * plan.row_step;
    if (plan.bytes() <= shared_bytes) return plan;
  }
  plan.tile_rows = 0;
  return plan;
}

}  // namespace seaglass::cuda
