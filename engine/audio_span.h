#pragma once
// Where a stretch of sound goes: stereo pairs of channels, planar. Pair 1 has names of its own, so that whoever knows of one
// pair only, as most do, writes {left, right, count}.

#include <array>
#include <cstddef>

#include "engine/config.h"

namespace seaglass {

struct StereoPair {
  float* left = nullptr;
  float* right = nullptr;
};

// All functions [any], wait-free.
struct AudioSpan {
  float* left;
  float* right;
  int count;                                       // samples that every pointer holds
  int pairs = 1;                                   // 1 to kMaxOutputs
  std::array<StereoPair, kMaxOutputs - 1> more{};  // pairs 2 to `pairs`

  // Counted from 0.
  StereoPair pair(int i) const { return i == 0 ? StereoPair{left, right} : more[std::size_t(i - 1)]; }

  int channels() const { return kChannels * pairs; }
  float* channel(int c) const { return c % kChannels == 0 ? pair(c / kChannels).left : pair(c / kChannels).right; }

  // n samples of it, from sample `from` on.
  AudioSpan part(int from, int n) const {
    AudioSpan cut{left + from, right + from, n, pairs};
    for (int i = 1; i < pairs; i++) cut.more[std::size_t(i - 1)] = {pair(i).left + from, pair(i).right + from};
    return cut;
  }
};

// [any] Wait-free. Frame after frame, as files have it: `to` takes out.count times out.channels() samples.
inline void interleave(const AudioSpan& out, float* to) {
  const int channels = out.channels();
  for (int c = 0; c < channels; c++) {
    const float* const from = out.channel(c);
    for (int i = 0; i < out.count; i++) to[i * channels + c] = from[i];
  }
}

}  // namespace seaglass
