#pragma once
// The sound of all voices of a neural patch on the device, a piece at a time. No type of CUDA's crosses this header; a
// CudaError from any call is final for the process.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "engine/voice/neural_library.h"
#include "engine/voice/orders.h"
#include "engine/voice/synth.h"
#include "engine/voice/voice_sound.h"

namespace seaglass::cuda {

// One graph launch and one wait for each piece.
class SynthStep {
 public:
  // [control] For so many voices; context and library are read now and not kept. Throws CudaError.
  SynthStep(const VoiceContext& context, const NeuralLibrary& library, int voices);
  SynthStep(SynthStep&&) noexcept;
  ~SynthStep();

  // [worker] Page-locked: where the packet of the next piece's orders is to be written (engine/voice/order_packet.h).
  std::span<std::byte> packet();

  // [worker] Carries out the orders in the first `bytes` there. Allocates nothing; waits for the device, spinning, however
  // long that takes. False when that is no packet for these voices. Throws CudaError when the device is lost.
  bool run(std::size_t bytes);

  // [worker] What came of them, until the next run: the orders themselves, what sounds, and of every voice how it stood
  // when it was last looked at. Page-locked too.
  const OrderView& orders() const;
  const PartSums& sums() const;
  std::span<const VoiceLook> looks() const;

  // [control] No voice knows of any note.
  void forget();

  // [any] Bytes of device memory that it takes, the network's weights not counted.
  std::size_t device_bytes() const;

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace seaglass::cuda
