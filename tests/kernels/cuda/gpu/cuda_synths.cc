#include <algorithm>
#include <stdexcept>

#include "engine/voice/order_packet.h"
#include "kernels/cuda/synth_step.h"
#include "tests/kernels/cuda/gpu/synths.h"

namespace seaglass::gpu_check {
namespace {

class CudaSynth final : public Synth {
 public:
  CudaSynth(const VoiceContext& context, const NeuralLibrary& library, int voices) : step_(context, library, voices) {}

  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    if (write_packet(orders, step_.packet()) == 0 || !step_.run()) throw std::runtime_error("the packet was refused");
    sums.sounding = step_.sounding();
    for (int part = 0; part < kParts; part++) {
      if ((sums.sounding >> part & 1) == 0) continue;
      std::copy_n(step_.sums(part), orders.count, sums.part[std::size_t(part)].left);
      std::copy_n(step_.sums(part) + kMaxPiece, orders.count, sums.part[std::size_t(part)].right);
    }
    std::copy(step_.looks().begin(), step_.looks().end(), looks.begin());
    return true;
  }

 private:
  cuda::SynthStep step_;
};

}  // namespace

std::vector<SynthWay> cuda_synths() {
  return {{"cuda", [](const VoiceContext& context, const NeuralLibrary& library, int voices) -> std::unique_ptr<Synth> {
             return std::make_unique<CudaSynth>(context, library, voices);
           }}};
}

}  // namespace seaglass::gpu_check
