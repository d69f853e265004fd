#pragma once
// The ways in which a GPU can run the network, and which of them is taken.

#include <span>
#include <string>

#include "kernels/cuda/cuda_error.h"

namespace seaglass::cuda {

enum class NetworkVariant {
  kCluster,   // one launch; clusters of blocks that keep the weights in shared memory. From compute capability 9.0 on
  kLayered,   // a launch for each layer; every device
  kCublasLt,  // matrix products with bias from cuBLASLt, our silu
  kCudnn,     // cuDNN's fused graphs, one for each layer
};
inline constexpr NetworkVariant kNetworkVariants[] = {NetworkVariant::kCluster, NetworkVariant::kLayered,
                                                      NetworkVariant::kCublasLt, NetworkVariant::kCudnn};

const char* name_of(NetworkVariant variant);

// Whether a row's result is the same bits whatever the batch, and those of kernels/cpu at v3 and v4. The libraries give
// the same bits from run to run with one batch, and choose other kernels for another.
constexpr bool exact(NetworkVariant variant) {
  return variant == NetworkVariant::kCluster || variant == NetworkVariant::kLayered;
}

// Not an error of the device: this variant cannot be had here, what() says why.
class VariantMissing : public CudaError {
 public:
  using CudaError::CudaError;
};

// [any] The variants for batches of up to `most_rows` on a device of this compute capability (90 for 9.0), best first.
std::span<const NetworkVariant> preferred(int most_rows, int capability);

}  // namespace seaglass::cuda
