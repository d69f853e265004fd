// The parts' sums in one launch, a block of threads for each part.
//
// CPU reference: CpuSynth::play() adds voice after voice; the sums differ by the order of the additions.

#include "kernels/cuda/block_team.cuh"
#include "kernels/cuda/check.cuh"
#include "kernels/cuda/kernel_use.cuh"
#include "kernels/cuda/mix.h"
#include "kernels/cuda/voices.cuh"

namespace seaglass::cuda {
namespace {

// A thread for each share of each sample and channel of 64 samples.
constexpr int kThreads = 1024;

__global__ void __launch_bounds__(kThreads)
    mix_parts(const BlockPlan* __restrict__ plan, int most_voices, const float* __restrict__ sounds, float* __restrict__ sums) {
  const int part = int(blockIdx.x);
  const MixPlan mix{plan_segments(plan, most_voices), plan->first, plan->orders.count};
  if (!mix.has(part)) return;
  __shared__ MixScratch scratch;
  BlockTeam<kThreads> team;
  mix_part(team, mix, part, sounds, scratch,
           sums + std::ptrdiff_t(part) * kChannels * kMaxPiece);
}

}  // namespace

void enqueue_mix(cudaStream_t stream, const BlockPlan* plan, int most_voices, const float* sounds, float* sums) {
  mix_parts<<<kParts, kThreads, 0, stream>>>(plan, most_voices, sounds, sums);
  SEAGLASS_CUDA_LAUNCHED();
}

KernelUse use_of_mix() { return use_of("mix_parts", reinterpret_cast<const void*>(&mix_parts), kThreads); }

}  // namespace seaglass::cuda
