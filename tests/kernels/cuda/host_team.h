#pragma once
// A cluster of blocks on the host: runs what the kernel of network_cluster.cu runs, thread by thread between two
// barriers, in an order that the test chooses. Shared memory begins as NaN, and a line that is fetched arrives only
// when its thread has waited for it, so that a missing wait, a missing barrier or a wrong index shows in the result.

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "kernels/cuda/network_cluster.h"

namespace seaglass::test {

class HostTeam {
 public:
  // `order` 0: threads in their order; else shuffled anew for each phase.
  HostTeam(const cuda::ClusterPlan& plan, unsigned order) : plan_(plan), random_(order) {
    for (Block& block : blocks_) {
      block.lines.assign(std::size_t(plan.lines), {{NAN, NAN, NAN, NAN}});
      for (auto& buffer : block.activations) buffer.assign(std::size_t(plan.buffer), NAN);
    }
    workers_.resize(std::size_t(cuda::kClusterBlocks * cuda::kClusterThreads));
    std::iota(workers_.begin(), workers_.end(), 0);
    shuffled_ = order != 0;
    pending_.resize(workers_.size());
  }

  template <class F>
  void each(const F& f) {
    if (shuffled_) std::shuffle(workers_.begin(), workers_.end(), random_);
    for (const int worker : workers_) {
      now_ = std::size_t(worker);
      f(worker / cuda::kClusterThreads, worker % cuda::kClusterThreads);
    }
  }
  template <class F>
  void phase(const F& f) {
    each(f);
  }

  cuda::QuadLine* lines(int rank) { return blocks_[std::size_t(rank)].lines.data(); }
  float* own(int rank, int buffer) { return blocks_[std::size_t(rank)].activations[buffer].data(); }
  float* peer(int rank, int buffer) { return own(rank, buffer); }

  void fetch(cuda::QuadLine* to, const cuda::QuadLine* from) { pending_[now_].open.push_back({to, from}); }
  void fetched(int n) {
    pending_[now_].layers.resize(std::size_t(n) + 1), pending_[now_].layers.back().swap(pending_[now_].open);
  }
  void arrived(int n) {
    auto& layers = pending_[now_].layers;
    for (int i = 0; i <= n; i++) {
      for (const auto& [to, from] : layers[std::size_t(i)]) *to = *from;
      layers[std::size_t(i)].clear();
    }
  }

 private:
  struct Block {
    std::vector<cuda::QuadLine> lines;
    std::vector<float> activations[2];
  };
  struct Copy {
    cuda::QuadLine* to;
    const cuda::QuadLine* from;
  };
  struct Pending {
    std::vector<Copy> open;
    std::vector<std::vector<Copy>> layers;
  };

  cuda::ClusterPlan plan_;
  std::mt19937 random_;
  bool shuffled_ = false;
  Block blocks_[cuda::kClusterBlocks];
  std::vector<int> workers_;
  std::vector<Pending> pending_;
  std::size_t now_ = 0;
};

// What the kernel does with `rows` rows and `clusters` clusters, each in turn.
inline void run_clusters(const cuda::QuadNetwork& net, const cuda::ClusterPlan& plan, const float* in, float* out,
                         int rows, int clusters, unsigned order) {
  const int tile = cuda::tile_of(rows, clusters, plan.tile_rows);
  for (int cluster = 0; cluster < clusters && cluster * tile < rows; cluster++) {
    HostTeam team(plan, order);
    cuda::run_cluster(team, net, plan, in, out, rows, cluster, clusters);
  }
}

}  // namespace seaglass::test
