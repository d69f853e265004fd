// Stands in for network_cublaslt.cc where cuBLASLt's headers are not found.

#include "kernels/cuda/network_op.cuh"

namespace seaglass::cuda {

std::unique_ptr<NetworkOp> make_cublaslt_network(const Network&, int) {
  throw VariantMissing("this program was compiled without cuBLASLt (tools/setup_cuda fetches it)");
}

}  // namespace seaglass::cuda
