#include "kernels/cuda/backend.h"
#include "kernels/cuda/check.cuh"

namespace seaglass::cuda {
namespace {

// What fault.cc takes them for.
static_assert(cudaErrorMemoryAllocation == 2 && cudaErrorInitializationError == 3 && cudaErrorStubLibrary == 34 &&
              cudaErrorInsufficientDriver == 35 && cudaErrorDevicesUnavailable == 46 && cudaErrorNoDevice == 100 &&
              cudaErrorInvalidDevice == 101 && cudaErrorNoKernelImageForDevice == 209 && cudaErrorECCUncorrectable == 214 &&
              cudaErrorNvlinkUncorrectable == 220 && cudaErrorUnsupportedPtxVersion == 222 &&
              cudaErrorIllegalAddress == 700 && cudaErrorLaunchTimeout == 702 && cudaErrorHardwareStackError == 714 &&
              cudaErrorIllegalInstruction == 715 && cudaErrorMisalignedAddress == 716 &&
              cudaErrorInvalidAddressSpace == 717 && cudaErrorInvalidPc == 718 && cudaErrorLaunchFailure == 719 &&
              cudaErrorSystemNotReady == 802 && cudaErrorSystemDriverMismatch == 803 &&
              cudaErrorCompatNotSupportedOnDevice == 804);

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

void say_what_is_missing(cudaError_t error, int driver) {
  if (error == cudaErrorInsufficientDriver && driver == 0)
    throw CudaError("no NVIDIA driver is installed here, so there is no GPU to play on", int(error));
  if (error == cudaErrorInsufficientDriver)
    throw CudaError("the NVIDIA driver is too old: it knows CUDA " + version_text(driver) +
                        ", and this program needs " + version_text(CUDART_VERSION) + "; install a newer driver",
                    int(error));
  check(error == cudaSuccess ? cudaErrorNoDevice : error, "cudaGetDeviceCount");
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
                    ") is too old: compute capability 7.5 is the oldest that is played on; play on the CPU",
                    int(cudaErrorNoKernelImageForDevice));
  return {properties.name, capability, driver, properties.totalGlobalMem, properties.multiProcessorCount};
}

}  // namespace seaglass::cuda
