#pragma once
// A synth in a child process, kept alive by a supervisor. Whatever program the child is: the instrument's own is
// tools/seaglass/synth_server.h.

#include <cstddef>
#include <span>

#include "engine/voice/guarded_synth.h"
#include "io/child/supervisor.h"

namespace seaglass {

// [any] Room in the shared memory for the pieces of a model with so many voices, ghosts included; `config` bytes are told
// to the child first.
io::RegionSizes remote_room(int voices, int frame_samples, int question_stride, std::size_t config);

class RemoteSynth final : public FarSynth {
 public:
  // [control] The child begins in the background. `patience`: seconds from a piece's orders to its sound. Throws
  // io::ResourceError when the memory to share is refused.
  RemoteSynth(io::ChildSetup child, double patience);

  bool ready() override { return supervisor_.exchange().ready(); }
  bool post(const OrderView& orders) override;
  bool wait(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override;

  // [any]
  const io::Supervisor& supervisor() const { return supervisor_; }

  // [worker] Wait-free. Hands over what is no packet of orders, for who tries what the child makes of it.
  [[nodiscard]] bool post_bytes(std::span<const std::byte> bytes);

 private:
  bool send(std::size_t bytes);

  io::Supervisor supervisor_;
  Nanoseconds patience_;
  Nanoseconds deadline_ = 0;
};

}  // namespace seaglass
