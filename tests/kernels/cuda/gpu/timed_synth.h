#pragma once
// A synth, and how long it takes for each piece.

#include <memory>
#include <utility>

#include "engine/voice/synth.h"
#include "tests/kernels/cuda/gpu/pacing.h"

namespace seaglass::gpu_check {

class TimedSynth final : public Synth {
 public:
  // `took`: seconds, written after each piece; outlives it.
  TimedSynth(std::unique_ptr<Synth> synth, double& took) : synth_(std::move(synth)), took_(took) {}
  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    const double began = now();
    const bool done = synth_->carry_out(orders, sums, looks);
    took_ = now() - began;
    return done;
  }

 private:
  std::unique_ptr<Synth> synth_;
  double& took_;
};

}  // namespace seaglass::gpu_check
