#pragma once

#include <cuda_runtime_api.h>

namespace seaglass::cuda {

// [control] Records or launches h = silu(a) + (add ? h : 0), for rows [rows][width]; what a library's matrix product
// leaves to be done.
//
// CPU reference: the loops of VoiceKernels::evaluate (kernels/cpu/kernels.cc).
void enqueue_silu_add(cudaStream_t stream, const float* a, float* h, int width, bool add, const int* rows,
                      int most_rows);

}  // namespace seaglass::cuda
