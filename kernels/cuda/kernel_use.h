#pragma once
// What each kernel takes of a multiprocessor, as compiled for this device. No type of CUDA's crosses this header.

#include <cstddef>
#include <vector>

#include "engine/voice/network.h"

namespace seaglass::cuda {

struct KernelUse {
  const char* name = "";
  int threads = 0;                 // of a block, as it is launched
  int registers = 0;               // of a thread
  std::size_t local_bytes = 0;     // of a thread: what did not fit into registers, and arrays
  std::size_t static_shared = 0, dynamic_shared = 0;  // of a block, bytes
  int blocks_at_once = 0;          // on a multiprocessor
  int compiled_for = 0;            // 90 for compute capability 9.0
};

// [control] Of all kernels that a device of this kind runs; the network's for this very one. Throws CudaError.
std::vector<KernelUse> kernel_uses(const Network& net);

}  // namespace seaglass::cuda
