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

}  // namespace seaglass::gpu_check
