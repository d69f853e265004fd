#pragma once

#include <stdexcept>
#include <string>

#include "kernels/cuda/fault.h"

namespace seaglass::cuda {

// A call of CUDA or of its libraries failed: the device is missing, lost, or out of memory, or the driver is too old.
// what() is one sentence for the performer, with CUDA's own name of the error and the call behind it.
class CudaError : public std::runtime_error {
 public:
  explicit CudaError(const std::string& sentence, int code = 0) : std::runtime_error(sentence), code_(code) {}

  // cudaError_t, or 0 when a library of CUDA's gave the error.
  int code() const { return code_; }
  Fault fault() const { return meaning_of(code_).fault; }

 private:
  int code_;
};

}  // namespace seaglass::cuda
