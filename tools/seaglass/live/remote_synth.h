#pragma once
// A synth in a child process (tools/seaglass/synth_server.h), kept alive by a supervisor.

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

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

  // Share of a piece's own time that the child may take: what is left is for the worker to take over in.
  static constexpr double kShare = 0.7;

 private:
  io::Supervisor supervisor_;
  double ns_per_sample_;
  Nanoseconds deadline_ = 0;
};

// A remote synth with one here that goes on when it fails.
class BackedSynth final : public Synth {
 public:
  // [control] `here` carries on, as well as `here_can`. Others may look at `far` and `counters` as long as they like.
  BackedSynth(std::shared_ptr<RemoteSynth> far, std::shared_ptr<GuardCounters> counters, std::unique_ptr<Synth> here,
              const RemoteSetup& setup, const SynthCapacity& here_can)
      : counters_(std::move(counters)), far_(std::move(far)),
        guarded_(std::move(here), *far_, setup.voices, setup.rate, *counters_, here_can) {}

  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    return guarded_.carry_out(orders, sums, looks);
  }
  bool wants_resume() const override { return guarded_.wants_resume(); }
  SynthCapacity capacity() const override { return guarded_.capacity(); }

 private:
  std::shared_ptr<GuardCounters> counters_;
  std::shared_ptr<RemoteSynth> far_;
  GuardedSynth guarded_;
};

}  // namespace seaglass
