#pragma once
// Faults on purpose, of this process alone: for those who prove that nobody hears them (seaglass selftest, tools/gpu_check).

namespace seaglass::cuda {

// [control] A kernel traps: whatever follows in this process finds the device lost. Throws CudaError where there is no CUDA.
void lose_context();

// [control] Takes all of the device's memory, until the process ends. Throws CudaError.
void fill_memory();

}  // namespace seaglass::cuda
