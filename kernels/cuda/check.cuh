#pragma once
// One check for CUDA's calls, in two forms: SEAGLASS_CUDA(call) throws CudaError, SEAGLASS_CUDA_QUIET(call) is for
// destructors: it forgets the error, since a context that is lost has been reported by the call that met it first.

#include <cuda_runtime_api.h>

#include "kernels/cuda/cuda_error.h"

namespace seaglass::cuda {

inline void check(cudaError_t error, const char* call) {
  if (error == cudaSuccess) return;
  throw CudaError(std::string(meaning_of(int(error)).sentence) + " (" + cudaGetErrorName(error) + " from " + call + ")",
                  int(error));
}

}  // namespace seaglass::cuda

#define SEAGLASS_CUDA(call) ::seaglass::cuda::check((call), #call)
#define SEAGLASS_CUDA_QUIET(call) static_cast<void>(call)

// After a kernel's launch, which reports what went wrong by no return value.
#define SEAGLASS_CUDA_LAUNCHED() SEAGLASS_CUDA(cudaGetLastError())
