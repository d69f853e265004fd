#pragma once
// What the kernels of one block are told besides its orders: where these lie on the device, who plays, how it is mixed.

#include <cstdint>

#include "kernels/cuda/mix.h"

namespace seaglass::cuda {

struct alignas(16) BlockPlan {
  OrderView orders;               // its pointers are the device's
  std::uint64_t packet_bytes;     // to be fetched; a multiple of 16
  std::int32_t questions;         // rows for the network
  std::int32_t playing;           // voices that play, first of the list behind this plan
  std::int32_t segments;          // of the mix, behind the voices
  std::int32_t first[kMixLists + 1];  // see MixPlan
};

// Behind the plan: voice numbers [most_voices], then segments.
SEAGLASS_HD inline const std::int32_t* plan_voices(const BlockPlan* plan) {
  return reinterpret_cast<const std::int32_t*>(plan + 1);
}
SEAGLASS_HD inline const MixSegment* plan_segments(const BlockPlan* plan, int most_voices) {
  return reinterpret_cast<const MixSegment*>(plan_voices(plan) + most_voices);
}

}  // namespace seaglass::cuda
