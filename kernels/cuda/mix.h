#pragma once
// The voices' samples added up for each part, by a team for each part: in eight shares of the voices, and the shares in their
// order. So the sum is the same from run to run, and no thread adds up more than an eighth of a thousand voices.

#include <cstdint>

#include "engine/voice/orders.h"
#include "kernels/cuda/host_device.h"

namespace seaglass::cuda {

inline constexpr int kMixShares = 8;

// A voice's run in its part's sum.
struct MixSegment {
  std::int32_t voice;
  std::int16_t at, count;  // samples of the piece
};

// The segments of part p are [first[p], first[p + 1]), by voice.
struct MixPlan {
  const MixSegment* segment;
  const std::int32_t* first;  // [kParts + 1]
  std::int32_t count;         // samples
};

struct MixScratch {
  float sum[kMixShares][kChannels][kMaxPiece];
};

// `voices`: [voice][kChannels][kMaxPiece]; `out`: [kChannels][kMaxPiece] of this part.
template <class Team>
SEAGLASS_HD inline void mix_part(Team& team, const MixPlan& plan, int part, const float* voices, MixScratch& scratch, float* out) {
  const int begin = plan.first[part], end = plan.first[part + 1], lines = kChannels * plan.count;
  team.phase(kMixShares * lines, [&](int j) {
    const int share = j / lines, line = j % lines, channel = line / plan.count, i = line % plan.count;
    float sum = 0;
    SEAGLASS_UNROLL(8)
    for (int s = begin + share; s < end; s += kMixShares) {
      const MixSegment segment = plan.segment[s];
      const bool within = i >= segment.at && i < segment.at + segment.count;
      if (within) sum += voices[(std::ptrdiff_t(segment.voice) * kChannels + channel) * kMaxPiece + i];
    }
    scratch.sum[share][channel][i] = sum;
  });
  team.phase(lines, [&](int line) {
    const int channel = line / plan.count, i = line % plan.count;
    float sum = 0;
    for (int share = 0; share < kMixShares; share++) sum += scratch.sum[share][channel][i];
    out[channel * kMaxPiece + i] = sum;
  });
}

}  // namespace seaglass::cuda
