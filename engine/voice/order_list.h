#pragma once
// The orders of one piece, written by control, read by a synth. Takes all memory at the start; full() says in time that the
// piece must end here.

#include <vector>

#include "engine/voice/network.h"
#include "engine/voice/orders.h"

namespace seaglass {

class OrderList {
 public:
  // [control] For so many voices; `question_stride` floats are a question to the network, 0: none is asked.
  void prepare(int voices, int frame_samples, int question_stride);

  // [any] Frames that a list for so many voices can hold.
  static std::size_t most_frames(int voices, int frame_samples);

  // [any] Orders as many as a list can hold: their counts, without the orders.
  static OrderView most(int voices, int frame_samples, int question_stride);

  // All that follows: [worker] wait-free.

  void clear();
  int count() const { return count_; }  // samples ordered so far

  // Whether a further stretch of any length might not fit.
  bool full() const;

  // Control writes, one stretch after another, each with all voices that sound.
  RunOrder& run(int voice);
  FrameOrder& frame(RunOrder& run) { return add(frames_, run.frame); }
  ChangeOrder& change(RunOrder& run) { return add(changes_, run.change); }
  StrikeOrder& strike(FrameOrder& frame) { return add(strikes_, frame.strike); }
  PartialTable& table(FrameOrder& frame) { return add(tables_, frame.table); }
  LevelFrame& given(FrameOrder& frame) { return add(given_, frame.given); }
  NeuralOrder& neural(FrameOrder& frame) { return add(neurals_, frame.neural); }
  BeatTable& beat_table(NeuralOrder& order) { return add(beats_, order.beat_table); }
  float* question(NeuralOrder& order);
  void passed(int samples) { count_ += samples; }

  // The synth reads, until the next clear().
  OrderView view() const;

  // ---------------------------------------------------------------------------------------------------------------
 private:
  template <class T>
  static T& add(std::vector<T>& list, std::int32_t& index) {
    index = std::int32_t(list.size());
    return list.emplace_back();
  }

  struct alignas(kCacheLine) Line {
    float value[kUnitPanel];
  };

  int count_ = 0;
  int question_count_ = 0, question_stride_ = 0;
  std::size_t stretch_runs_ = 0, stretch_frames_ = 0;  // that one stretch may need
  OrderView room_;
  std::vector<RunChain> chains_;
  std::vector<RunOrder> runs_;
  std::vector<FrameOrder> frames_;
  std::vector<ChangeOrder> changes_;
  std::vector<StrikeOrder> strikes_;
  std::vector<PartialTable> tables_;
  std::vector<LevelFrame> given_;
  std::vector<NeuralOrder> neurals_;
  std::vector<BeatTable> beats_;
  std::vector<Line> questions_;
};

}  // namespace seaglass
