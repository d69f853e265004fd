#include "kernels/cuda/cuda_synth.h"

#include <algorithm>
#include <cstring>

#include "engine/voice/order_packet.h"
#include "engine/voice/synth_reply.h"
#include "kernels/cuda/backend.h"
#include "kernels/cuda/synth_step.h"

namespace seaglass::cuda {

std::string open_gpu() { return open_device().name; }

class CudaSynth::Body {
 public:
  Body(const VoiceContext& context, const NeuralLibrary& library, int voices) : step_(context, library, voices) {}

  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
    const std::size_t bytes = write_packet(orders, step_.packet());
    if (bytes == 0 || !step_.run(bytes)) return false;
    sums = step_.sums();
    std::copy(step_.looks().begin(), step_.looks().end(), looks.begin());
    return true;
  }

  std::size_t serve(std::span<const std::byte> packet, std::span<std::byte> reply) {
    if (packet.size() > step_.packet().size()) return 0;
    std::memcpy(step_.packet().data(), packet.data(), packet.size());
    if (!step_.run(packet.size())) return 0;
    return write_reply(step_.orders(), step_.sums(), step_.looks(), reply);
  }

  void pulse() { (void)step_.run(write_packet({}, step_.packet())); }
  void forget() { step_.forget(); }

 private:
  SynthStep step_;
};

CudaSynth::CudaSynth(const VoiceContext& context, const NeuralLibrary& library, int voices)
    : body_(std::make_unique<Body>(context, library, voices)) {}
CudaSynth::~CudaSynth() = default;

bool CudaSynth::carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
  return body_->carry_out(orders, sums, looks);
}
std::size_t CudaSynth::serve(std::span<const std::byte> packet, std::span<std::byte> reply) {
  return body_->serve(packet, reply);
}
void CudaSynth::pulse() { body_->pulse(); }
void CudaSynth::forget() { body_->forget(); }

}  // namespace seaglass::cuda
