#pragma once
// The whole network for one tile of rows, by a cluster of blocks: what the kernel of network_cluster.cu runs, written
// over a Team so that the host can run it too, block by block and thread by thread between two barriers.
//
// A Team has
//   each(f)           f(rank, thread) for every thread, without a barrier
//   phase(f)          the same, then a barrier of the whole cluster
//   lines(rank)       shared memory of a block: its lines, and its activations (its own, or a neighbour's)
//   own(rank, buffer), peer(rank, buffer)
//   fetch(to, from)   copies a line, to have arrived after the barrier behind arrived(n)
//   fetched(n)        ends what is fetched for layer n
//   arrived(n)        waits for that

#include "kernels/cuda/cluster_plan.h"
#include "kernels/cuda/network_math.h"

namespace seaglass::cuda {

// Brings each block's weights into its shared memory, layer by layer, so that the first can begin before the last is
// here.
template <class Team>
SEAGLASS_HD inline void fetch_weights(Team& team, const QuadNetwork& net, const ClusterPlan& plan) {
  team.each([&](int rank, int thread) {
    for (int n = 0; n < net.count; n++) {
      const QuadLayer& layer = net.layers[n];
      const Share share = share_of(layer.quads, rank);
      const int lines = (share.end - share.begin) * (1 + layer.inputs);
      const QuadLine* const from = layer.lines + std::ptrdiff_t(share.begin) * (1 + layer.inputs);
      QuadLine* const to = team.lines(rank) + plan.line_offset[n];
      for (int i = thread; i < lines; i += kClusterThreads) team.fetch(to + i, from + i);
      team.fetched(n);
    }
  });
}

// One layer of a tile for one thread: from `own` activations to those of every block, or to `out` after the last.
template <class Team>
SEAGLASS_HD inline void run_cluster_layer(Team& team, const QuadNetwork& net, const ClusterPlan& plan, int n, int rank,
                                          int thread, float* out, int rows) {
  const QuadLayer& layer = net.layers[n];
  const Share share = share_of(layer.quads, rank);
  const int from = n % 2, first_unit = share.begin * kQuad;
  const float* const h = team.own(rank, from);
  const auto finish = [&]<int kUnits>(int unit, int pair, const Sums<kUnits>& sums) {
    unit += first_unit;
    if (n + 1 == net.count) {
      for (int r = 0; r < kPair; r++)
        if (kPair * pair + r < rows)
          for (int u = 0; u < kUnits; u++)
            out[std::ptrdiff_t(kPair * pair + r) * net.output_stride + unit + u] = sums.unit[u][r];
      return;
    }
    for (int u = 0; u < kUnits; u++) {
      const int at = (unit + u) * plan.row_step + kPair * pair;
      RowPair y{{silu(sums.unit[u][0]), silu(sums.unit[u][1])}};
      if (n > 0) {
        const RowPair x = *reinterpret_cast<const RowPair*>(h + at);
        y = {{x.row[0] + y.row[0], x.row[1] + y.row[1]}};
      }
      for (int to = 0; to < kClusterBlocks; to++) *reinterpret_cast<RowPair*>(team.peer(to, 1 - from) + at) = y;
    }
  };
  run_share(team.lines(rank) + plan.line_offset[n], layer.inputs, share.end - share.begin, (rows + 1) / kPair, thread,
            kClusterThreads, Columns{h, plan.row_step}, finish);
}

// `rows` rows, at most plan.tile_rows, from in [rows][input_stride] to out [rows][output_stride]. Every layer ends with
// a barrier: after it nobody reads what the next layer writes.
template <class Team>
SEAGLASS_HD inline void run_tile(Team& team, const QuadNetwork& net, const ClusterPlan& plan, const float* in,
                                 float* out, int rows) {
  const int inputs = net.layers[0].inputs;
  team.phase([&](int rank, int thread) {
    float* const x = team.own(rank, 0);
    const int even = (rows + 1) / kPair * kPair;
    for (int item = thread; item < even * inputs; item += kClusterThreads) {
      const int row = item / inputs, i = item % inputs;
      x[i * plan.row_step + row] = row < rows ? in[std::ptrdiff_t(row) * net.input_stride + i] : 0.0f;
    }
    team.arrived(0);
  });
  for (int n = 0; n < net.count; n++)
    team.phase([&](int rank, int thread) {
      run_cluster_layer(team, net, plan, n, rank, thread, out, rows);
      if (n + 1 < net.count) team.arrived(n + 1);
    });
}

// All of a cluster's tiles: every `clusters`th, of as many rows as spread all of them evenly.
template <class Team>
SEAGLASS_HD inline void run_cluster(Team& team, const QuadNetwork& net, const ClusterPlan& plan, const float* in,
                                    float* out, int rows, int cluster, int clusters) {
  const int tile = tile_of(rows, clusters, plan.tile_rows);
  if (cluster * tile >= rows) return;
  fetch_weights(team, net, plan);
  for (int first = cluster * tile; first < rows; first += clusters * tile)
    run_tile(team, net, plan, in + std::ptrdiff_t(first) * net.input_stride,
             out + std::ptrdiff_t(first) * net.output_stride, tile < rows - first ? tile : rows - first);
}

}  // namespace seaglass::cuda
