#pragma once
// A synth in a child process (tools/seaglass/synth_server.h), kept alive by a supervisor.

#include <cstddef>
#include <string>

#include "engine/voice/guarded_synth.h"
#include "io/child/supervisor.h"

namespace seaglass {

struct RemoteSetup {
  std::string patch;      // absolute path
  std::string sha256{};   // of the file that this process has read
  double rate = 48000;    // Hz
  int voices = 96;        // ghosts included
  int frame = 128;        // samples in a control frame
  int question_stride = 0;
  std::string backend;    // "cpu" or "cuda"
  double patience = 0.001;  // seconds from a piece's orders to its sound
};

class RemoteSynth final : public FarSynth {
 public:
  // [control] The child begins in the background. Throws io::ResourceError when the memory to share is refused.
  explicit RemoteSynth(const RemoteSetup& setup);

  bool ready() override { return supervisor_.exchange().ready(); }
  bool post(const OrderView& orders) override;
  bool wait(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override;

  // [any]
  const io::Supervisor& supervisor() const { return supervisor_; }

 private:
  io::Supervisor supervisor_;
  Nanoseconds patience_;
  Nanoseconds deadline_ = 0;
};

}  // namespace seaglass
