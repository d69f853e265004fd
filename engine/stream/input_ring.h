#pragma once
// Input audio on its way from the audio thread to the worker, by sample index. What comes in at sample a is given to the
// model for output sample a + D, like every event: what a model makes of it sounds with the same constant delay.

#include <atomic>
#include <vector>

#include "engine/config.h"
#include "engine/model.h"

namespace seaglass {

class InputRing {
 public:
  // [control] Before the stream runs. Room for kInputRingSamples of each channel.
  void prepare(int channels);

  // [any]
  int channels() const { return int(samples_.size()); }

  // [audio] Wait-free. Samples [first, first + count) of every channel, one after the other without gaps. `in` may hold
  // fewer channels than were prepared; the others are silent.
  void write(SampleIndex first, const float* const* in, int in_channels, int count);

  // [worker] Wait-free. Samples [first, first + count) of one channel; those before the stream, not there yet, or gone are
  // silence.
  void read(SampleIndex first, int count, int channel, float* out) const;

  static constexpr int kInputRingSamples = 1 << 16;

 private:
  static constexpr SampleIndex kMask = kInputRingSamples - 1;
  std::vector<std::vector<std::atomic<float>>> samples_;  // relaxed; ordered by written_
  alignas(kCacheLine) std::atomic<SampleIndex> written_{0};  // written by [audio]: all below is there
};

// One block of it as a model wants it. Up to kMaxInputs channels, kMaxSpan samples.
class InputBlock {
 public:
  // The rendering thread. Wait-free. Valid until the next call; see InputRing::read.
  InputSpan read(const InputRing& ring, SampleIndex first, int count);

 private:
  float samples_[kMaxInputs][kMaxSpan];
  const float* channels_[kMaxInputs];
};

}  // namespace seaglass
