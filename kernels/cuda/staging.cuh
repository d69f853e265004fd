#pragma once

#include <cuda_runtime_api.h>

namespace seaglass::cuda {

// Rows between host memory that the device reads in place and device memory. A copy node of a graph would move the most
// rows every time; these move as many as there are. A row's length is a multiple of 16 bytes.

// [control] Records or launches: reads the number of rows in host memory, bounded by `most_rows`, to device memory,
// then so many rows.
void enqueue_pull(cudaStream_t stream, const int* host_rows, const float* host_in, int stride, int most_rows, int* rows,
                  float* in);

// [control] Records or launches: writes so many rows back.
void enqueue_push(cudaStream_t stream, const float* out, int stride, const int* rows, float* host_out);

}  // namespace seaglass::cuda
