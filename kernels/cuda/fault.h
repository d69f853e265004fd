#pragma once
// What CUDA's error codes mean to a performer. Plain C++: no header of CUDA's, so that it is tested everywhere.

namespace seaglass::cuda {

enum class Fault {
  kMissing,  // there is no GPU here that can be used: trying again helps no more than it did
  kMemory,   // the GPU's memory, or memory that it could reach, was refused
  kLost,     // the GPU or its driver failed at work: the process has lost it, another may have it
};

struct FaultMeaning {
  int code;              // cudaError_t
  Fault fault;
  const char* sentence;  // what, and what to do; without the full stop
};

// [any] Of any code, 0 included: an error that a library of CUDA's gave.
FaultMeaning meaning_of(int code);

}  // namespace seaglass::cuda
