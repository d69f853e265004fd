#pragma once
// What the rest of the program knows of CUDA: no type of CUDA's crosses this header. Everything here runs in the
// process that may lose its context; a CudaError from any call is final for it.

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "engine/voice/network.h"
#include "kernels/cuda/network_variant.h"

namespace seaglass::cuda {

// A device that this program's kernels run on.
struct Device {
  std::string name;
  int capability;  // 90 for compute capability 9.0
  int driver;      // the CUDA version that the driver knows: 13000 for 13.0
  std::size_t memory_bytes;
  int multiprocessors;
};

// [control] May block for seconds: the first device becomes this process's, its waits spin. Throws CudaError with a
// sentence that says what is missing: a driver, a newer one, a device.
Device open_device();

// The network by itself, from question to answer, both in host memory: one graph launch and one wait for each run.
class NetworkStep {
 public:
  // [control] For up to `most_rows` rows. Throws VariantMissing, or CudaError.
  NetworkStep(const Network& net, NetworkVariant variant, int most_rows);
  // [control] The best variant that can be had on this device.
  NetworkStep(const Network& net, int most_rows);
  NetworkStep(NetworkStep&&) noexcept;
  ~NetworkStep();

  NetworkVariant variant() const;

  // [worker] Page-locked, read and written by the device: [most_rows][input_stride], [most_rows][output_stride].
  std::span<float> questions();
  std::span<float> answers();

  // [worker] Answers the first `rows` questions, 0 to most_rows. Allocates nothing; waits for the device, spinning,
  // however long that takes. Throws CudaError when the device is lost.
  void run(int rows);

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace seaglass::cuda
