#pragma once
// Carries orders out on this process's GPU. No type of CUDA's crosses this header; a build without nvcc has it too, and
// every function but the destructor throws there (kernels/cuda/without/no_cuda.cc).

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "engine/voice/neural_library.h"
#include "engine/voice/synth.h"
#include "engine/voice/voice_sound.h"

namespace seaglass::cuda {

// [control] Makes the first GPU this process's own, once for all that follows; its name. From here on the process holds
// what only its end gives back: a driver's threads, descriptors and address space, and errors that stay with it. Throws
// CudaError with a sentence for the performer.
std::string open_gpu();

class CudaSynth final : public Synth {
 public:
  // [control] On the GPU that was opened, for so many voices; context and library are read now and not kept. Throws
  // CudaError, as all that follows does when the device is lost.
  CudaSynth(const VoiceContext& context, const NeuralLibrary& library, int voices);
  ~CudaSynth() override;

  // As Synth's. Waits for the device, however long that takes.
  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override;

  // [worker] The same for orders that are a packet already: they are copied once, to memory that the device reads, and
  // the reply is written from memory that it wrote. The reply's size, or 0 when that is no packet for these voices.
  std::size_t serve(std::span<const std::byte> packet, std::span<std::byte> reply);

  // [worker] A piece in which nobody plays, through all kernels.
  void pulse();

  // [control] No voice knows of any note.
  void forget();

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace seaglass::cuda
