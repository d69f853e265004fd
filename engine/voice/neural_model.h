#pragma once
// The instrument that plays a neural patch: one network for all voices, asked for all that are due at once.

#include <memory>
#include <vector>

#include "engine/patch/neural.h"
#include "engine/voice/neural_timbre.h"
#include "engine/voice/voice_model.h"

namespace seaglass {

class NeuralModel final : public VoiceModel {
 public:
  // [control]
  NeuralModel(std::shared_ptr<const NeuralPatch> patch, const VoiceKernels& kernels)
      : VoiceModel(*patch, kernels), library_(std::move(patch)) {}

 private:
  struct alignas(kCacheLine) Line {
    float value[kUnitPanel];
  };

  void prepare_timbres(int count, double rate) override;
  Timbre& timbre(int voice) override { return timbres_[std::size_t(voice)]; }
  void compute(std::span<const int> voices) override;
  void ask(std::span<NeuralTimbre* const> asking);

  NeuralLibrary library_;
  std::vector<NeuralTimbre> timbres_;
  std::vector<NeuralTimbre*> asking_;
  std::vector<Line> inputs_, outputs_, scratch_;  // of kNetBatch rows
};

}  // namespace seaglass
