// All voices of a block in one launch. Each is a block of threads: partials and noise come to shared memory, its orders are
// followed one after another, the samples of a stretch in parallel; levels stay in device memory, where a frame moves them.
//
// Why a block for each: a voice's frames depend on one another, voices do not. Eight such blocks fit a multiprocessor (64
// registers a thread, 21 KB of shared memory), so 1024 voices and 32 ghosts are as many as 132 multiprocessors hold at once.
//
// CPU reference: CpuSynth (engine/voice/cpu_synth.h), to -95 dB but for partials at half the rate
// (tests/kernels/cuda/voices_host_test.cc says why).

#include "kernels/cuda/block_team.cuh"
#include "kernels/cuda/check.cuh"
#include "kernels/cuda/kernel_use.cuh"
#include "kernels/cuda/voice_play.h"
#include "kernels/cuda/voices.cuh"

namespace seaglass::cuda {
namespace {

// A stretch of 64 samples has two halves of partials a thread each.
constexpr int kThreads = 128, kBlocksAtOnce = 8;

__global__ void __launch_bounds__(kThreads, kBlocksAtOnce)
    play_voices(const BlockPlan* __restrict__ plan, const float* __restrict__ answers,
                const __grid_constant__ VoiceTables tables, VoiceState* states, float* sounds, VoiceLook* looks) {
  if (int(blockIdx.x) >= plan->playing) return;
  __shared__ alignas(VoiceScratch) unsigned char memory[sizeof(VoiceScratch)];
  const int voice = plan_voices(plan)[blockIdx.x];
  float* const out = sounds + std::ptrdiff_t(voice) * kChannels * kMaxPiece;
  BlockTeam<kThreads> team;
  play_voice(team, plan->orders, plan->orders.chain[voice].first, answers, tables, states[voice],
             *reinterpret_cast<VoiceScratch*>(memory), {out, out + kMaxPiece}, looks[voice]);
}

}  // namespace

void enqueue_voices(cudaStream_t stream, const BlockPlan* plan, int most_voices, const float* answers,
                    const VoiceTables& tables, VoiceState* states, float* sounds, VoiceLook* looks) {
  play_voices<<<unsigned(most_voices), kThreads, 0, stream>>>(plan, answers, tables, states, sounds, looks);
  SEAGLASS_CUDA_LAUNCHED();
}

KernelUse use_of_voices() { return use_of("play_voices", reinterpret_cast<const void*>(&play_voices), kThreads); }

}  // namespace seaglass::cuda
