#pragma once
// A synth that takes over is told of all voices anew, the loudest first and not all at once: to begin a voice costs many times
// what it costs to go on with it.

#include <span>
#include <vector>

#include "engine/config.h"
#include "engine/voice/voice_pool.h"

namespace seaglass {

// All functions [worker], bounded, unless said otherwise.
class VoiceTelling {
 public:
  // [control] Takes all memory, for pools of so many voices.
  void prepare(int voices) { voices_.resize(std::size_t(voices)); }

  // From sample `from` on it tells of `voices`, in this order, `at_once` of them every kTellStretch samples.
  void begin(std::span<const int> voices, int at_once, SampleIndex from);

  // At sample `at`: tells of those that are due. Returns how many samples, `most` at most, may pass until the next call.
  int follow(VoicePool& pool, SampleIndex at, int most);

 private:
  std::vector<int> voices_;
  std::size_t told_ = 0, count_ = 0;
  int at_once_ = 0;
  SampleIndex next_ = 0;
};

}  // namespace seaglass
