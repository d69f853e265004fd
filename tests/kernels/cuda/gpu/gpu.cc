#include "tests/kernels/cuda/gpu/gpu.h"

#include <cstdio>

#include "kernels/cuda/backend.h"
#include "kernels/cuda/check.cuh"

namespace seaglass::gpu_check {

std::string open_gpu(std::string& why) try {
  const cuda::Device device = cuda::open_device();
  char line[256];
  std::snprintf(
      line, sizeof line,
      R"({"device": "%s", "capability": %d, "cuda_of_driver": %d, "memory_bytes": %zu, "multiprocessors": %d})",
      device.name.c_str(), device.capability, device.driver, device.memory_bytes, device.multiprocessors);
  return line;
} catch (const cuda::CudaError& error) {
  why = error.what();
  return "";
}

std::size_t free_device_memory() {
  std::size_t free = 0, total = 0;
  SEAGLASS_CUDA(cudaMemGetInfo(&free, &total));
  return free;
}

void fill_gpu() {
  constexpr std::size_t kLeast = 64 << 10;
  for (std::size_t bytes = free_device_memory(); bytes >= kLeast;) {
    void* memory;  // the process ends with it
    if (cudaMalloc(&memory, bytes) != cudaSuccess) bytes /= 2;
  }
  SEAGLASS_CUDA_QUIET(cudaGetLastError());
}

}  // namespace seaglass::gpu_check
