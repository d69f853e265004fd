#pragma once
// What a child process plays on: packets of orders in, replies out, on the CPU or on a GPU.

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "engine/patch/neural.h"

namespace seaglass {

class PacketSynth {
 public:
  virtual ~PacketSynth() = default;

  // [worker] Bounded on the CPU; on a GPU it waits for the device. The reply's size, or 0 when that is no packet for these
  // voices. Throws io::DeviceError when the GPU is lost, io::ResourceError when memory is refused.
  virtual std::size_t serve(std::span<const std::byte> packet, std::span<std::byte> reply) = 0;

  // [worker] Fails on purpose, as serve() may: a GPU's context is lost, and where there is none the process; all memory is taken,
  // the GPU's where there is one, and more asked for.
  [[noreturn]] virtual void lose_context() = 0;
  [[noreturn]] virtual void exhaust_memory() = 0;
};

struct PacketSetup {
  std::string backend;  // "cpu" or "cuda"
  std::shared_ptr<const NeuralPatch> patch;
  double rate = 48000;  // Hz
  int voices = 0;       // ghosts included
};

// [control] Takes hold of what the backend needs in this process: with "cuda" the process is one that may be lost from
// here on. Throws io::DeviceError with one sentence when it cannot be had, io::UsageError when there is no such backend.
void open_backend(const std::string& backend);

// [control] May take seconds. The backend was opened; a GPU has played already when this returns, so that all that is
// loaded, compiled or allocated at first use is, and its clocks are up; from then on it is kept awake (keep_awake.h).
// Throws as serve().
std::unique_ptr<PacketSynth> make_packet_synth(const PacketSetup& setup);

}  // namespace seaglass
