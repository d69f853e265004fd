// A block's plan and orders from host memory, which the device reads in place. A copy node of a graph would always move as
// much as there is room for; this moves what there is.

#include "kernels/cuda/check.cuh"
#include "kernels/cuda/kernel_use.cuh"
#include "kernels/cuda/voices.cuh"

namespace seaglass::cuda {
namespace {

// A request over the bus takes about a microsecond: so many threads that what a hundred voices are told is on its way at once.
constexpr int kThreads = 256, kBlocks = 64;
constexpr int kWord = 16;  // bytes in a load

__device__ void copy_words(const void* from, void* to, std::size_t words) {
  const float4* const a = static_cast<const float4*>(from);
  float4* const b = static_cast<float4*>(to);
  for (std::size_t i = blockIdx.x * kThreads + threadIdx.x; i < words; i += kBlocks * kThreads) b[i] = a[i];
}

// One thread of a block asks the host how much there is.
__global__ void __launch_bounds__(kThreads)
    fetch(const BlockPlan* host_plan, BlockPlan* plan, int most_voices, const void* host_packet, void* packet) {
  __shared__ std::size_t plan_words, packet_words;
  if (threadIdx.x == 0) {
    const volatile BlockPlan& told = *host_plan;
    const std::size_t lists =
        std::size_t(most_voices) * sizeof(std::int32_t) + std::size_t(told.segments) * sizeof(MixSegment);
    plan_words = (sizeof(BlockPlan) + lists + kWord - 1) / kWord;
    packet_words = told.packet_bytes / kWord;
  }
  __syncthreads();
  copy_words(host_plan, plan, plan_words);
  copy_words(host_packet, packet, packet_words);
}

}  // namespace

void enqueue_fetch(cudaStream_t stream, const BlockPlan* host_plan, BlockPlan* plan, int most_voices,
                   const void* host_packet, void* packet) {
  fetch<<<kBlocks, kThreads, 0, stream>>>(host_plan, plan, most_voices, host_packet, packet);
  SEAGLASS_CUDA_LAUNCHED();
}

KernelUse use_of_fetch() { return use_of("fetch", reinterpret_cast<const void*>(&fetch), kThreads); }

}  // namespace seaglass::cuda
