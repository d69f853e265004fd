#pragma once
// Memory for an AudioSpan.

#include <array>
#include <vector>

#include "engine/audio_span.h"

namespace seaglass {

// The span that begins with these channels, each of which holds `count` samples or more.
template <class Channels>
AudioSpan span_of(Channels& channels, int pairs, int count) {
  AudioSpan span{&channels[0][0], &channels[1][0], count, pairs};
  for (std::size_t i = 1; i < std::size_t(pairs); i++)
    span.more[i - 1] = {&channels[kChannels * i][0], &channels[kChannels * i + 1][0]};
  return span;
}

// On the stack, for one piece of rendering.
struct SpanBuffer {
  alignas(kCacheLine) float samples[kChannels * kMaxOutputs][kMaxSpan];

  // [any] Wait-free.
  AudioSpan span(int pairs, int count) { return span_of(samples, pairs, count); }
};

// For a whole buffer of the host's.
class AudioBuffer {
 public:
  AudioBuffer() = default;
  // [control] Room for `samples` samples of each channel, all zero.
  AudioBuffer(int pairs, int samples) : pairs_(pairs) {
    for (int c = 0; c < kChannels * pairs; c++) channels_[std::size_t(c)].assign(std::size_t(samples), 0.0f);
  }

  // [any] Wait-free. The first `count` samples.
  AudioSpan span(int count) { return span_of(channels_, pairs_, count); }

 private:
  int pairs_ = 0;
  std::array<std::vector<float>, std::size_t(kChannels * kMaxOutputs)> channels_;
};

}  // namespace seaglass
