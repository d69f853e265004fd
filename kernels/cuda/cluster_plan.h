#pragma once
// How a cluster of blocks shares the network: each block keeps the weights of its units of every layer in shared
// memory, and the activations of all units for the rows of its cluster, twice: what a layer reads, and what it writes.
//   [lines: layer 0's share, layer 1's, ..][activations of buffer 0][of buffer 1];  activations: [unit][row_step]

#include <cstddef>

#include "kernels/cuda/host_device.h"
#include "kernels/cuda/network_layout.h"

namespace seaglass::cuda {

// The largest cluster that every device with clusters takes; an eighth of a network of 0.12 M weights is 60 KB.
inline constexpr int kClusterBlocks = 8;
inline constexpr int kClusterThreads = 256;
// So that every thread of a block has a quad of a pair where 48 quads are shared by eight; more would go in turns.
inline constexpr int kMostTileRows = 64;

// A block's quads of a layer.
struct Share {
  int begin, end;
};
SEAGLASS_HD inline Share share_of(int quads, int rank) {
  return {quads * rank / kClusterBlocks, quads * (rank + 1) / kClusterBlocks};
}

struct ClusterPlan {
  int line_offset[kMostLayers];  // of a layer's share in a block's lines
  int lines;                     // of the largest block
  int tile_rows;                 // rows that a cluster takes at once, even; 0: the network does not fit
  int row_step;                  // floats from unit to unit
  int buffer;                    // floats in a buffer

  SEAGLASS_HD std::size_t bytes() const {
    return std::size_t(lines) * sizeof(QuadLine) + 2u * std::size_t(buffer) * sizeof(float);
  }
};

// [control] The plan with the most rows, kMostTileRows at most, for blocks of `shared_bytes`.
ClusterPlan plan_cluster(const QuadNetwork& net, std::size_t shared_bytes);

// Rows of each cluster's tile, even, when `rows` are spread over `clusters`.
SEAGLASS_HD inline int tile_of(int rows, int clusters, int most) {
  const int each = (rows + clusters - 1) / clusters, even = (each + 1) / 2 * 2;
  return even < most ? even : most;
}

}  // namespace seaglass::cuda
