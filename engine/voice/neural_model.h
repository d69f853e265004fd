#pragma once
// The instrument that plays a neural patch.

#include <memory>
#include <vector>

#include "engine/patch/neural.h"
#include "engine/voice/neural_timbre.h"
#include "engine/voice/voice_model.h"

namespace seaglass {

class NeuralModel final : public VoiceModel {
 public:
  // [control]
  NeuralModel(std::shared_ptr<const NeuralPatch> patch, const VoiceKernels& kernels, MakeSynth make_synth = {})
      : VoiceModel(*patch, kernels, std::move(make_synth)), library_(std::move(patch)) {}

 private:
  void prepare_timbres(int count, double) override {
    timbres_.resize(std::size_t(count));
    for (NeuralTimbre& timbre : timbres_) timbre.prepare(library_, kernels());
  }
  Timbre& timbre(int voice) override { return timbres_[std::size_t(voice)]; }
  const NeuralLibrary* library() const override { return &library_; }

  NeuralLibrary library_;
  std::vector<NeuralTimbre> timbres_;
};

}  // namespace seaglass
