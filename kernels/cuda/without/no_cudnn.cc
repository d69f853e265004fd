// Stands in for network_cudnn.cc where cuDNN's headers are not found.

#include "kernels/cuda/network_op.cuh"

namespace seaglass::cuda {

std::unique_ptr<NetworkOp> make_cudnn_network(const Network&, int) {
  throw VariantMissing("this program was compiled without cuDNN (tools/setup_cuda fetches it)");
}

}  // namespace seaglass::cuda
