#include "engine/stream/input_ring.h"

#include <algorithm>

namespace seaglass {

void InputRing::prepare(int channels) {
  samples_.clear();
  for (int c = 0; c < channels; c++) samples_.emplace_back(std::size_t(kInputRingSamples));
  written_.store(0, std::memory_order_relaxed);
}

void InputRing::write(SampleIndex first, const float* const* in, int in_channels, int count) {
  for (int c = 0; c < channels(); c++)
    for (int i = 0; i < count; i++)
      samples_[std::size_t(c)][std::size_t((first + i) & kMask)].store(c < in_channels ? in[c][i] : 0.0f,
                                                                       std::memory_order_relaxed);
  written_.store(first + count, std::memory_order_release);
}

void InputRing::read(SampleIndex first, int count, int channel, float* out) const {
  const SampleIndex end = written_.load(std::memory_order_acquire);
  // The writer may be a buffer further by the time this is read: what it could be writing over counts as gone.
  const SampleIndex begin = end - kInputRingSamples + kMaxBuffer;
  for (int i = 0; i < count; i++) {
    const SampleIndex s = first + i;
    const bool there = s >= 0 && s >= begin && s < end;
    out[i] = there ? samples_[std::size_t(channel)][std::size_t(s & kMask)].load(std::memory_order_relaxed) : 0.0f;
  }
}

InputSpan InputBlock::read(const InputRing& ring, SampleIndex first, int count) {
  const int channels = std::min(ring.channels(), kMaxInputs);
  for (int c = 0; c < channels; c++) {
    ring.read(first, count, c, samples_[c]);
    channels_[c] = samples_[c];
  }
  return {channels_, std::size_t(channels)};
}

}  // namespace seaglass
