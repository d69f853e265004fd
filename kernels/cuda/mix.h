#pragma once
// The voices' samples added up for each part, by a team for each part: in eight shares of the voices, by their numbers, and the
// shares in their order. So the sum depends neither on how the stream is cut nor on what other voices are there, and no
// thread adds up more than an eighth of them.

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

// Where the segments of part p and share s begin, by voice: first[share_of_part(p, s)], up to the next one's.
SEAGLASS_HD inline int share_of_part(int part, int share) { return part * kMixShares + share; }
inline constexpr int kMixLists = kParts * kMixShares;

struct MixPlan {
  // Whether a part has any.
  SEAGLASS_HD bool has(int part) const { return first[share_of_part(part, 0)] < first[share_of_part(part + 1, 0)]; }

  const MixSegment* segment;
  const std::int32_t* first;  // [kMixLists + 1]
  std::int32_t count;         // samples
};

struct MixScratch {
  float sum[kMixShares][kChannels][kMaxPiece];
};

// `voices`: [voice][kChannels][kMaxPiece]; `out`: [kChannels][kMaxPiece] of this part.
template <class Team>
SEAGLASS_HD inline void mix_part(Team& team, const MixPlan& plan, int part, const float* voices, MixScratch& scratch, float* out) {
  const int lines = kChannels * plan.count;
  team.phase(kMixShares * lines, [&](int j) {
    const int share = j / lines, line = j % lines, channel = line / plan.count, i = line % plan.count;
    float sum = 0;
    const int end = plan.first[share_of_part(part, share) + 1];
    SEAGLASS_UNROLL(8)
    for (int s = plan.first[share_of_part(part, share)]; s < end; s++) {
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
