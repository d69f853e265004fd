#pragma once

#include <cuda_runtime_api.h>

#include "kernels/cuda/check.cuh"
#include "kernels/cuda/kernel_use.h"

namespace seaglass::cuda {

// [control] Asks the runtime, which loads the kernel for it.
inline KernelUse use_of(const char* name, const void* kernel, int threads, std::size_t dynamic_shared = 0) {
  cudaFuncAttributes of{};
  int blocks = 0;
  SEAGLASS_CUDA(cudaFuncGetAttributes(&of, kernel));
  SEAGLASS_CUDA(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, kernel, threads, dynamic_shared));
  return {name, threads, of.numRegs, of.localSizeBytes, of.sharedSizeBytes, dynamic_shared, blocks, of.binaryVersion};
}

// Each beside its kernel.
KernelUse use_of_fetch();
KernelUse use_of_voices();
KernelUse use_of_mix();
KernelUse use_of_pull();
KernelUse use_of_push();
KernelUse use_of_layer();
KernelUse use_of_cluster(const Network& net);  // blocks_at_once is 0 where there are no clusters
KernelUse use_of_silu_add();

}  // namespace seaglass::cuda
