#include "kernels/cuda/backend.h"
#include "kernels/cuda/check.cuh"

namespace seaglass::cuda {
namespace {

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

[[noreturn]] void say_what_is_missing(cudaError_t error, int driver) {
  if (error == cudaErrorInsufficientDriver && driver == 0)
    throw CudaError("no NVIDIA driver is installed here, so there is no GPU to play on", int(error));
  if (error == cudaErrorInsufficientDriver)
    throw CudaError("the NVIDIA driver is too old: it knows CUDA " + version_text(driver) +
                        ", and this program needs " + version_text(CUDART_VERSION) + "; install a newer driver",
                    int(error));
  if (error == cudaErrorNoDevice) throw CudaError("the NVIDIA driver finds no GPU", int(error));
  check(error, "cudaGetDeviceCount");
  throw CudaError("the NVIDIA driver finds no GPU");
}

}  // namespace

Device open_device() {
  constexpr int kOldest = 75;  // the oldest that CMakeLists.txt compiles for
  int driver = 0, count = 0, device = 0;
  SEAGLASS_CUDA(cudaDriverGetVersion(&driver));
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess || count == 0) say_what_is_missing(error, driver);
  // A wait is over in a fraction of a block: the worker spins rather than sleeps.
  SEAGLASS_CUDA(cudaSetDeviceFlags(cudaDeviceScheduleSpin | cudaDeviceMapHost));
  SEAGLASS_CUDA(cudaSetDevice(device));
  cudaDeviceProp properties;
  SEAGLASS_CUDA(cudaGetDeviceProperties(&properties, device));
  const int capability = 10 * properties.major + properties.minor;
  if (capability < kOldest)
    throw CudaError("this GPU (" + std::string(properties.name) +
                    ") is too old: compute capability 7.5 is the oldest that is played on");
  return {properties.name, capability, driver, properties.totalGlobalMem, properties.multiProcessorCount};
}

}  // namespace seaglass::cuda
