// The network with a launch for each layer, for every device: a thread takes two rows of a quad (or of one unit of it,
// where there are few rows), and reads weights and activations through the L1 cache, which its neighbours share.
//
// CPU reference: VoiceKernels::evaluate (kernels/cpu/kernels.cc), equal to the bit at v3 and v4.

#include "kernels/cuda/device_network.cuh"
#include "kernels/cuda/kernel_use.cuh"
#include "kernels/cuda/network_layered.h"
#include "kernels/cuda/network_op.cuh"

namespace seaglass::cuda {
namespace {

// Small blocks spread few rows over more multiprocessors; eight to each of them hide the loads' latency.
constexpr int kThreads = 128, kBlocksPerMultiprocessor = 8;

__global__ void __launch_bounds__(kThreads)
    network_layer(const __grid_constant__ QuadNetwork net, int n, const float* in, LayerBuffers buffers, float* out,
                  const int* rows) {
  run_layer(net, n, in, buffers, out, *rows, int(blockIdx.x) * kThreads + int(threadIdx.x), int(gridDim.x) * kThreads);
}

class LayeredNetwork : public NetworkOp {
 public:
  LayeredNetwork(const Network& net, int most_rows) : net_(net) {
    step_ = (most_rows + kPair - 1) / kPair * kPair;
    for (auto& buffer : activations_) buffer = DeviceBuffer<float>(std::size_t(net.width) * std::size_t(step_));
    int device, multiprocessors;
    SEAGLASS_CUDA(cudaGetDevice(&device));
    SEAGLASS_CUDA(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device));
    const QuadNetwork& view = net_.view();
    for (int n = 0; n < view.count; n++) {
      const int most = (view.layers[n].quads * kQuad * (step_ / kPair) + kThreads - 1) / kThreads;
      const int held = multiprocessors * kBlocksPerMultiprocessor;
      blocks_[n] = unsigned(most < held ? most : held);
    }
  }

  void enqueue(cudaStream_t stream, const RowBlock& block) override {
    for (int n = 0; n < net_.view().count; n++) {
      const LayerBuffers buffers{activations_[(n + 1) % 2].get(), activations_[n % 2].get(), step_};
      network_layer<<<blocks_[n], kThreads, 0, stream>>>(net_.view(), n, block.in, buffers, block.out, block.rows);
      SEAGLASS_CUDA_LAUNCHED();
    }
  }

 private:
  DeviceNetwork net_;
  DeviceBuffer<float> activations_[2];
  int step_;
  unsigned blocks_[kMostLayers]{};
};

}  // namespace

KernelUse use_of_layer() { return use_of("network_layer", reinterpret_cast<const void*>(&network_layer), kThreads); }

std::unique_ptr<NetworkOp> make_layered_network(const Network& net, int most_rows) {
  return std::make_unique<LayeredNetwork>(net, most_rows);
}

}  // namespace seaglass::cuda
