// The whole network in one launch: a cluster of blocks for each tile of rows.
//
// Why clusters: the network is small (0.5 MB) and each row passes all of it. Were every block to do whole rows alone,
// each multiprocessor would read all weights through the L2 cache, 60 MB for a block of sound however few its rows.
// Eight blocks that share the units read an eighth each, all of it before they begin; what they compute they write into
// one another's shared memory. Few rows spread over all clusters, two to each at least; many go in tiles of up to 64.
//
// CPU reference: VoiceKernels::evaluate (kernels/cpu/kernels.cc), equal to the bit at v3 and v4.

#include <cooperative_groups.h>
#include <cuda_pipeline_primitives.h>

#include "kernels/cuda/device_network.cuh"
#include "kernels/cuda/kernel_use.cuh"
#include "kernels/cuda/network_cluster.h"
#include "kernels/cuda/network_op.cuh"

namespace seaglass::cuda {
namespace {

extern __shared__ QuadLine shared_lines[];

#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
#define SEAGLASS_HAS_CLUSTERS 1
#endif

#ifdef SEAGLASS_HAS_CLUSTERS
// The Team of network_cluster.h that a cluster is.
class ClusterTeam {
 public:
  __device__ ClusterTeam(const ClusterPlan& plan, int layers)
      : activations_(reinterpret_cast<float*>(shared_lines + plan.lines)),
        buffer_(plan.buffer),
        layers_(layers),
        rank_(int(cluster().block_rank())) {}

  template <class F>
  __device__ void each(const F& f) {
    f(rank_, int(threadIdx.x));
  }
  template <class F>
  __device__ void phase(const F& f) {
    each(f);
    cluster().sync();
  }

  __device__ QuadLine* lines(int) { return shared_lines; }
  __device__ float* own(int, int buffer) { return activations_ + buffer * buffer_; }
  __device__ float* peer(int rank, int buffer) { return cluster().map_shared_rank(own(rank, buffer), unsigned(rank)); }

  __device__ void fetch(QuadLine* to, const QuadLine* from) { __pipeline_memcpy_async(to, from, sizeof(QuadLine)); }
  __device__ void fetched(int) { __pipeline_commit(); }
  __device__ void arrived(int n) { __pipeline_wait_prior(std::size_t(layers_ - 1 - n)); }

 private:
  static __device__ cooperative_groups::cluster_group cluster() { return cooperative_groups::this_cluster(); }

  float* activations_;
  int buffer_, layers_, rank_;
};
#endif

__global__ void __launch_bounds__(kClusterThreads)
    network_cluster(const __grid_constant__ QuadNetwork net, const __grid_constant__ ClusterPlan plan,
                    const float* __restrict__ in, const int* __restrict__ rows, float* __restrict__ out) {
#ifdef SEAGLASS_HAS_CLUSTERS
  ClusterTeam team(plan, net.count);
  run_cluster(team, net, plan, in, out, *rows, int(blockIdx.x) / kClusterBlocks, int(gridDim.x) / kClusterBlocks);
#endif
}

class ClusterNetwork : public NetworkOp {
 public:
  ClusterNetwork(const Network& net, int most_rows) : net_(net) {
    int device, major, shared;
    SEAGLASS_CUDA(cudaGetDevice(&device));
    SEAGLASS_CUDA(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device));
    if (major < 9)
      throw VariantMissing("this device has no clusters of blocks (they begin with compute capability 9.0)");
    SEAGLASS_CUDA(cudaDeviceGetAttribute(&shared, cudaDevAttrMaxSharedMemoryPerBlockOptin, device));
    plan_ = plan_cluster(net_.view(), std::size_t(shared));
    if (plan_.tile_rows == 0)
      throw VariantMissing("this patch's network is too large for the shared memory of a cluster");
    SEAGLASS_CUDA(
        cudaFuncSetAttribute(network_cluster, cudaFuncAttributeMaxDynamicSharedMemorySize, int(plan_.bytes())));

    // No more clusters than the device holds at once, nor than have rows to do.
    cluster_.id = cudaLaunchAttributeClusterDimension;
    cluster_.val.clusterDim = {unsigned(kClusterBlocks), 1, 1};
    config_.blockDim = dim3(unsigned(kClusterThreads));
    config_.dynamicSmemBytes = plan_.bytes();
    config_.numAttrs = 1;
    config_.gridDim = dim3(unsigned(kClusterBlocks));
    config_.attrs = &cluster_;
    int clusters;
    SEAGLASS_CUDA(cudaOccupancyMaxActiveClusters(&clusters, network_cluster, &config_));
    if (clusters < 1) throw VariantMissing("this device has no room for a cluster of eight blocks");
    const int useful = (most_rows + kPair - 1) / kPair;
    config_.gridDim = dim3(unsigned((clusters < useful ? clusters : useful) * kClusterBlocks));
  }

  void enqueue(cudaStream_t stream, const RowBlock& block) override {
    cudaLaunchConfig_t config = config_;
    config.stream = stream;
    SEAGLASS_CUDA(cudaLaunchKernelEx(&config, network_cluster, net_.view(), plan_, block.in, block.rows, block.out));
  }

  std::size_t shared_bytes() const { return plan_.bytes(); }

 private:
  DeviceNetwork net_;
  ClusterPlan plan_{};
  cudaLaunchAttribute cluster_{};
  cudaLaunchConfig_t config_{};
};

}  // namespace

KernelUse use_of_cluster(const Network& net) try {
  const ClusterNetwork made(net, kMostTileRows);
  return use_of("network_cluster", reinterpret_cast<const void*>(&network_cluster), kClusterThreads, made.shared_bytes());
} catch (const VariantMissing&) {
  return {.name = "network_cluster", .threads = kClusterThreads};
}

std::unique_ptr<NetworkOp> make_cluster_network(const Network& net, int most_rows) {
  return std::make_unique<ClusterNetwork>(net, most_rows);
}

}  // namespace seaglass::cuda
