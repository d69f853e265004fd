// A kernel that traps: what follows in its process finds the context lost. For the checks of what happens then.

#include "kernels/cuda/check.cuh"
#include "tests/kernels/cuda/gpu/gpu.h"

namespace seaglass::gpu_check {
namespace {

__global__ void trap() { __trap(); }

}  // namespace

void lose_gpu() {
  trap<<<1, 1>>>();
  SEAGLASS_CUDA_QUIET(cudaDeviceSynchronize());
}

}  // namespace seaglass::gpu_check
