#pragma once
// A synth far away, in another process or on another processor, with one here that goes on when it fails.
//
//   far ──(a piece fails)──> one piece without sound, to be concealed ──> here, told of all voices anew
//   here ──(far is well and has been left alone for a while)──> both, while it is told of the voices and the sound crosses
//   over ──> far
//
// The far one is asked when the orders are posted, before anybody is waited for. It is never waited for beyond its time, and
// what it said in an older life is never taken.

#include <atomic>
#include <cstdint>
#include <memory>

#include "engine/voice/synth.h"

namespace seaglass {

// A synth that may fail. Functions [worker].
class FarSynth {
 public:
  virtual ~FarSynth() = default;

  // Wait-free. Whether it may be asked.
  virtual bool ready() = 0;

  // Wait-free. Hands the orders over; with orders.anew it knows of no voice yet. False: it did not take them, and has lost the
  // voices that it had.
  [[nodiscard]] virtual bool post(const OrderView& orders) = 0;

  // Blocks for its time at most. What came of what was posted last; false: nothing did in time, or nonsense.
  [[nodiscard]] virtual bool wait(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) = 0;
};

// Written by [worker], read by [any].
struct GuardCounters {
  std::atomic<std::uint64_t> lost{0};      // pieces that failed: the one here took over
  std::atomic<std::uint64_t> refused{0};   // times that it failed before it was heard
  std::atomic<std::uint64_t> returned{0};  // times that the far one took the voices back
  std::atomic<bool> far{false};            // who sounds now
};

class GuardedSynth final : public Synth {
 public:
  // [control] `far` and `counters` outlive it; for so many voices at a rate in Hz, that one here with the capacity `here_can`.
  // It begins here.
  GuardedSynth(std::unique_ptr<Synth> here, FarSynth& far, int voices, double rate, GuardCounters& counters,
               const SynthCapacity& here_can = {});

  void post(const OrderView& orders) override;
  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override;
  bool wants_resume() const override { return wants_resume_; }
  SynthCapacity capacity() const override { return {state_ == State::kFar ? kMaxVoices : here_can_.sounding, here_can_.told}; }

  // After a failure the far one is left alone for so long: what failed twice in a row would be heard twice.
  static constexpr double kCalmSeconds = 0.5;
  // Long enough for the far one's amplitudes to arrive (a frame), too short to be heard as two of everything.
  static constexpr double kCrossingSeconds = 0.02;

 private:
  enum class State { kHere, kToFar, kFar, kToHere };
  bool play_here(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks);
  bool cross_to_far(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks);
  bool play_far(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks);
  bool take_over(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks);

  std::unique_ptr<Synth> here_;
  FarSynth& far_;
  GuardCounters& counters_;
  SynthCapacity here_can_;
  int calm_, telling_, crossing_;  // samples
  State state_ = State::kHere;
  bool wants_resume_ = false;
  bool asked_ = false;      // post() has been called for the orders that are carried out next,
  bool posted_ = false;     // and the far one took them
  int left_alone_ = 0;      // samples since the far one failed
  int crossed_ = 0;         // samples of telling and crossing that have sounded
  PartSums other_;
  std::vector<VoiceLook> other_looks_;
};

}  // namespace seaglass
