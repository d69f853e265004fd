#include "kernels/cuda/check.cuh"
#include "kernels/cuda/kernel_use.cuh"
#include "kernels/cuda/network_math.h"
#include "kernels/cuda/silu_add.cuh"

namespace seaglass::cuda {
namespace {

constexpr int kThreads = 256;

__global__ void __launch_bounds__(kThreads)
    silu_add(const float* __restrict__ a, float* __restrict__ h, int width, bool add, const int* __restrict__ rows) {
  const int i = int(blockIdx.x) * kThreads + int(threadIdx.x);
  if (i >= *rows * width) return;
  const float y = silu(a[i]);
  h[i] = add ? h[i] + y : y;
}

}  // namespace

KernelUse use_of_silu_add() { return use_of("silu_add", reinterpret_cast<const void*>(&silu_add), kThreads); }

void enqueue_silu_add(cudaStream_t stream, const float* a, float* h, int width, bool add, const int* rows,
                      int most_rows) {
  const unsigned blocks = unsigned((most_rows * width + kThreads - 1) / kThreads);
  silu_add<<<blocks, kThreads, 0, stream>>>(a, h, width, add, rows);
  SEAGLASS_CUDA_LAUNCHED();
}

}  // namespace seaglass::cuda
