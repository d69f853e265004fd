#pragma once
// Ways to carry out the orders of all voices besides the CPU's own.

#include <memory>
#include <string>
#include <vector>

#include "engine/voice/neural_library.h"
#include "engine/voice/synth.h"
#include "engine/voice/voice_sound.h"

namespace seaglass::gpu_check {

struct SynthWay {
  std::string name;
  std::unique_ptr<Synth> (*make)(const VoiceContext&, const NeuralLibrary&, int voices);
};

// The GPU's; empty in a program without CUDA.
std::vector<SynthWay> cuda_synths();

}  // namespace seaglass::gpu_check
