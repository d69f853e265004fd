#include "kernels/cuda/check.cuh"
#include "kernels/cuda/kernel_use.cuh"
#include "kernels/cuda/kernel_use.cuh"
#include "kernels/cuda/staging.cuh"

namespace seaglass::cuda {
namespace {

// A request over the bus takes about a microsecond: so many threads that all of 1024 questions are on their way at
// once.
constexpr int kThreads = 256, kBlocks = 32;
constexpr int kFloats = 4;  // in a load of 16 bytes

__device__ void copy(const float* from, float* to, int floats) {
  const float4* const a = reinterpret_cast<const float4*>(from);
  float4* const b = reinterpret_cast<float4*>(to);
  for (int i = int(blockIdx.x) * kThreads + int(threadIdx.x); i < floats / kFloats; i += kBlocks * kThreads)
    b[i] = a[i];
}

// One thread of a block asks the host, which is far away.
__global__ void __launch_bounds__(kThreads)
    pull_rows(const int* host_rows, const float* host_in, int stride, int most_rows, int* rows, float* in) {
  __shared__ int count;
  if (threadIdx.x == 0) {
    const int asked = *static_cast<const volatile int*>(host_rows);
    count = asked < 0 ? 0 : asked > most_rows ? most_rows : asked;
    if (blockIdx.x == 0) *rows = count;
  }
  __syncthreads();
  copy(host_in, in, count * stride);
}

__global__ void __launch_bounds__(kThreads) push_rows(const float* out, int stride, const int* rows, float* host_out) {
  copy(out, host_out, *rows * stride);
}

}  // namespace

void enqueue_pull(cudaStream_t stream, const int* host_rows, const float* host_in, int stride, int most_rows, int* rows,
                  float* in) {
  pull_rows<<<kBlocks, kThreads, 0, stream>>>(host_rows, host_in, stride, most_rows, rows, in);
  SEAGLASS_CUDA_LAUNCHED();
}

void enqueue_push(cudaStream_t stream, const float* out, int stride, const int* rows, float* host_out) {
  push_rows<<<kBlocks, kThreads, 0, stream>>>(out, stride, rows, host_out);
  SEAGLASS_CUDA_LAUNCHED();
}

KernelUse use_of_pull() { return use_of("pull_rows", reinterpret_cast<const void*>(&pull_rows), kThreads); }

KernelUse use_of_push() { return use_of("push_rows", reinterpret_cast<const void*>(&push_rows), kThreads); }

}  // namespace seaglass::cuda
