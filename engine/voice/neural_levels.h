#pragma once
// The levels of one neural voice: lines to what the network said, and movement laid over them.

#include "engine/voice/kernels.h"
#include "engine/voice/level_ramp.h"
#include "engine/voice/neural_library.h"
#include "engine/voice/orders.h"

namespace seaglass {

// [worker] wait-free, all functions.
class NeuralLevels {
 public:
  void start();

  // The next frame. `answer`: what the network says to the order's question, or null; `ratio_octave` as in PartialTable;
  // `struck`: the note begins with it, or was taken over.
  // Gives the levels at the frame's end.
  void next(const NeuralOrder& order, const float* answer, const float* ratio_octave, const BeatTable* beats,
            bool struck, const NeuralLibrary& library, const VoiceKernels& kernels, LevelFrame& out);

 private:
  void aim(const NeuralOrder& order, const float* answer, const float* ratio_octave);
  void move(const NeuralOrder& order, const NeuralLibrary& library, const VoiceKernels& kernels);
  void beat(const NeuralOrder& order, const VoiceKernels& kernels, float* out);

  LevelRamp levels_, movement_;
  float beat_hz_[kMaxPartials];
  alignas(kCacheLine) std::uint32_t beat_phase_[kMaxPartials];
};

}  // namespace seaglass
