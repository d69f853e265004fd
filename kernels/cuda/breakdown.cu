#include "kernels/cuda/breakdown.h"

#include <cstddef>

#include "kernels/cuda/check.cuh"

namespace seaglass::cuda {
namespace {

__global__ void trap() { __trap(); }

}  // namespace

void lose_context() {
  trap<<<1, 1>>>();
  SEAGLASS_CUDA_QUIET(cudaDeviceSynchronize());
}

void fill_memory() {
  constexpr std::size_t kLeast = 64 << 10;
  std::size_t free = 0, total = 0;
  SEAGLASS_CUDA(cudaMemGetInfo(&free, &total));
  for (std::size_t bytes = free; bytes >= kLeast;) {
    void* memory;  // the process ends with it
    if (cudaMalloc(&memory, bytes) != cudaSuccess) bytes /= 2;
  }
  SEAGLASS_CUDA_QUIET(cudaGetLastError());
}

}  // namespace seaglass::cuda
