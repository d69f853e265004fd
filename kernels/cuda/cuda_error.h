#pragma once

#include <stdexcept>
#include <string>

namespace seaglass::cuda {

// A call of CUDA or of its libraries failed: the device is missing, lost, or out of memory, or the driver is too old.
// what() is CUDA's own sentence and the call.
class CudaError : public std::runtime_error {
 public:
  explicit CudaError(const std::string& sentence, int code = 0) : std::runtime_error(sentence), code_(code) {}

  // cudaError_t, or 0 when a library of CUDA's gave the error.
  int code() const { return code_; }

 private:
  int code_;
};

}  // namespace seaglass::cuda
