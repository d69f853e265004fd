#pragma once
// Carries orders out on this processor, voice by voice: the reference for every other synth.

#include <vector>

#include "engine/voice/neural_library.h"
#include "engine/voice/order_list.h"
#include "engine/voice/synth.h"
#include "engine/voice/voice_sound.h"

namespace seaglass {

class CpuSynth final : public Synth {
 public:
  // [control] `library` is null for patches without a network; both outlive the synth.
  CpuSynth(const VoiceContext& context, const NeuralLibrary* library, int voices);

  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override;

 private:
  struct alignas(kCacheLine) Line {
    float value[kUnitPanel];
  };

  void ask(const OrderView& orders);
  void play(const OrderView& orders, int first, VoiceSound& voice, PartSums& sums, VoiceLook& look);
  void pan(VoiceSound& voice, const float* mono, float* left, float* right, int count);

  const VoiceContext& context_;
  const NeuralLibrary* library_;
  std::vector<VoiceSound> voices_;
  std::vector<Line> answers_, scratch_;
};

}  // namespace seaglass
