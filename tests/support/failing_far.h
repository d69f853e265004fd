#pragma once
// A far synth that fails when a test says so, and a guard for it.

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "engine/voice/cpu_synth.h"
#include "engine/voice/guarded_synth.h"
#include "engine/voice/synth_reply.h"
#include "engine/voice/voice_model.h"

namespace seaglass::test {

// A far synth whose pieces fail where the test says, and which keeps what it has through a failure, as a process does that
// was only late.
class FailingFar : public FarSynth {
 public:
  static constexpr int kMost = 64;  // voices, ghosts included

  void prepare(const VoiceContext& context, const NeuralLibrary* library, int voices) {
    synth_ = std::make_unique<CpuSynth>(context, library, voices);
    reply_.resize(reply_room(voices));
  }

  bool ready() override { return well; }
  bool post(const OrderView& orders) override {
    posted++;
    if (!takes) return false;
    anew += orders.anew;
    (void)synth_->carry_out(orders, sums_, looks_);
    bytes_ = write_reply(orders, sums_, looks_, reply_);
    return true;
  }
  bool wait(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    return answers && read_reply(std::span(reply_).first(bytes_), orders.count, sums, looks);
  }

  bool well = true, takes = true, answers = true;
  int posted = 0, anew = 0;

 private:
  std::unique_ptr<CpuSynth> synth_;
  PartSums sums_;
  std::array<VoiceLook, kMost> looks_;
  std::vector<std::byte> reply_;
  std::size_t bytes_ = 0;
};

// Guards `far`, which is prepared with it.
inline MakeSynth guarding(FailingFar& far, GuardCounters& counters, const SynthCapacity& here_can = {}) {
  return [&far, &counters, here_can](const VoiceContext& context, const NeuralLibrary* library, int voices) {
    far.prepare(context, library, voices);
    return std::make_unique<GuardedSynth>(std::make_unique<CpuSynth>(context, library, voices), far, voices, context.rate,
                                          counters, here_can);
  };
}

}  // namespace seaglass::test
