#include "kernels/cuda/cuda_synth.h"
#include "tests/kernels/cuda/gpu/synths.h"

namespace seaglass::gpu_check {

std::vector<SynthWay> cuda_synths() {
  return {{"cuda", [](const VoiceContext& context, const NeuralLibrary& library, int voices) -> std::unique_ptr<Synth> {
             return std::make_unique<cuda::CudaSynth>(context, library, voices);
           }}};
}

}  // namespace seaglass::gpu_check
