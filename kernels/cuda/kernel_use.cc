#include "kernels/cuda/kernel_use.cuh"

namespace seaglass::cuda {

std::vector<KernelUse> kernel_uses(const Network& net) {
  return {use_of_fetch(), use_of_cluster(net), use_of_layer(), use_of_voices(),
          use_of_mix(),   use_of_pull(),       use_of_push(),  use_of_silu_add()};
}

}  // namespace seaglass::cuda
