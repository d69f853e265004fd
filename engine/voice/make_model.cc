#include "engine/voice/make_model.h"

#include "engine/voice/neural_model.h"
#include "engine/voice/track_model.h"

namespace seaglass {

std::unique_ptr<Model> make_model(std::shared_ptr<const Patch> patch, const VoiceKernels& kernels, MakeSynth make_synth) {
  if (auto neural = std::dynamic_pointer_cast<const NeuralPatch>(patch))
    return std::make_unique<NeuralModel>(std::move(neural), kernels, std::move(make_synth));
  return std::make_unique<TrackModel>(std::dynamic_pointer_cast<const TrackPatch>(patch), kernels);
}

}  // namespace seaglass
