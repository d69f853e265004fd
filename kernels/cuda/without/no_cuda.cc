// Stands in for the GPU's synth in a build without nvcc.

#include "kernels/cuda/breakdown.h"
#include "kernels/cuda/cuda_error.h"
#include "kernels/cuda/cuda_synth.h"

namespace seaglass::cuda {
namespace {

constexpr int kNoKernels = 209;  // cudaErrorNoKernelImageForDevice

[[noreturn]] void refuse() {
  throw CudaError("this build has no CUDA: it was compiled without nvcc; play on the CPU", kNoKernels);
}

}  // namespace

class CudaSynth::Body {};

std::string open_gpu() { refuse(); }

CudaSynth::CudaSynth(const VoiceContext&, const NeuralLibrary&, int) { refuse(); }
CudaSynth::~CudaSynth() = default;
bool CudaSynth::carry_out(const OrderView&, PartSums&, std::span<VoiceLook>) { refuse(); }
std::size_t CudaSynth::serve(std::span<const std::byte>, std::span<std::byte>) { refuse(); }
void CudaSynth::pulse() { refuse(); }
void CudaSynth::forget() { refuse(); }

void lose_context() { refuse(); }
void fill_memory() { refuse(); }

}  // namespace seaglass::cuda
