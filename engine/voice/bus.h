#pragma once
// The way of a part's sound to the outputs: how loud it is, how far to the left, and on which pair it is heard.

#include <array>

#include "engine/audio_span.h"
#include "engine/dsp/ramp.h"
#include "engine/voice/part.h"

namespace seaglass {

// All functions [worker], wait-free. A copy says where the bus stood, for mixing a stretch once there is sound.
class Bus {
 public:
  // As it is when the part is first heard: on the first pair, as loud as the part says.
  void open(const Part& part);

  // The part's volume, expression or pan may have changed: it goes there within so many samples.
  void set(const Part& part, int samples);

  // On to another pair within so many samples.
  int pair() const { return pair_; }
  void route(int pair, int samples);

  void advance(int count);

  // Adds out.count samples of the part's sound.
  void play(const float* left, const float* right, const AudioSpan& out) const;

 private:
  bool crossing() const { return !shares_[std::size_t(pair_)].steady(); }
  void cross_over(const float* left, const float* right, const AudioSpan& out) const;

  Ramp left_{1}, right_{1};
  int pair_ = 0;
  std::array<Ramp, kMaxOutputs> shares_;  // of each pair in its sound: 1 and 0, but while it crosses over
};

}  // namespace seaglass
