#pragma once
// The levels that a neural timbre's orders come to, frame by frame, without a voice around it.

#include "engine/voice/neural_levels.h"
#include "engine/voice/neural_timbre.h"

namespace seaglass::test {

class NeuralReader {
 public:
  // Both outlive it.
  NeuralReader(const NeuralLibrary& library, const VoiceKernels& kernels) : library_(library), kernels_(kernels) {
    orders_.prepare(1, frame_samples(48000), library.network().input_stride);
    levels_.start();
  }

  // After timbre.advance(): the levels at the end of the frame; true when the spectrum changed.
  bool read(NeuralTimbre& timbre, const Part& part, Spectrum& spectrum, LevelFrame& out) {
    orders_.clear();
    FrameOrder& frame = orders_.frame(orders_.run(0));
    const bool changed = timbre.order(part, spectrum, frame, orders_);
    const NeuralOrder& order = orders_.view().neural[frame.neural];
    const bool asked = order.question >= 0;
    if (asked) kernels_.evaluate(library_.network(), orders_.view().question, rows_.answer, rows_.scratch, 1);
    const BeatTable* const beats = order.beat_table >= 0 ? &orders_.view().beat[order.beat_table] : nullptr;
    levels_.next(order, asked ? rows_.answer : nullptr, spectrum.ratio_octave, beats, true, library_, kernels_, out);
    return changed;
  }

  // Of the last frame that asked.
  const float* question() const { return orders_.view().question; }
  const float* answer() const { return rows_.answer; }

 private:
  struct alignas(kCacheLine) Rows {
    float answer[256], scratch[256];
  };

  const NeuralLibrary& library_;
  const VoiceKernels& kernels_;
  OrderList orders_;
  NeuralLevels levels_;
  Rows rows_;
};

}  // namespace seaglass::test
