#pragma once

#include <cuda_runtime_api.h>

#include "kernels/cuda/block_plan.h"
#include "kernels/cuda/voice_state.h"
#include "kernels/cuda/voice_tables.h"

namespace seaglass::cuda {

// [control] Records or launches: fetches a block's plan, and the packet of orders of which it tells, from host memory.
void enqueue_fetch(cudaStream_t stream, const BlockPlan* host_plan, BlockPlan* plan, int most_voices,
                   const void* host_packet, void* packet);

// [control] Records or launches the voices of a block, one to a block of threads: `plan` in device memory says who plays.
// `answers`: the network's; `sounds`: [voice][kChannels][kMaxPiece]; `looks`: [voice], written where a voice is looked at.
void enqueue_voices(cudaStream_t stream, const BlockPlan* plan, int most_voices, const float* answers,
                    const VoiceTables& tables, VoiceState* states, float* sounds, VoiceLook* looks);

// [control] Records or launches the sums of all parts that have voices: sums[part][kChannels][kMaxPiece].
void enqueue_mix(cudaStream_t stream, const BlockPlan* plan, int most_voices, const float* sounds, float* sums);

}  // namespace seaglass::cuda
