#pragma once
// The inference loop: renders ahead of the audio thread, by its own clock. The audio thread wakes nobody; the worker
// predicts the next callback from the stream clock and begins W before it.
//
// While nothing sounds the worker rests, since a wake costs 25 to 60 us on a virtual machine and the silent
// block 5. With the lead "safe" it renders in bursts: the frame ring outlasts the rest. With "fast" it leaves the
// renderer to the audio thread, which makes the blocks in its callback by rescue(), and only looks now and then.
// Nothing is heard of it: events that come meanwhile take effect at their stamps plus D, whoever renders. When there
// is work again the worker asks for the renderer, and the audio thread gives it back at the end of a block: to take
// it would be to meet the callback in the middle of one.
//
// This class is the loop's body. The thread around it sleeps until the time that step() returns
// (tools/seaglass/live/live_stream.h), so that tests can drive it with a clock of their own.

#include <memory>
#include <span>

#include "engine/dsp/splice_lag.h"
#include "engine/stream/audio_side.h"
#include "engine/stream/event_intake.h"
#include "engine/stream/journal_tap.h"
#include "engine/stream/model_change.h"
#include "engine/stream/renderer.h"
#include "engine/stream/reporter.h"
#include "engine/stream/step_stats.h"
#include "engine/stream/stream_link.h"
#include "engine/stream/delay_budget.h"

namespace seaglass {

using Clock = Nanoseconds (*)();

struct WorkerSetup {
  double rate = 48000;
  int buffer = 64;          // the host's, frames
  double worst_step = 0;    // measured, in samples: sets W
  Lead lead = Lead::kFast;
  Clock clock = nullptr;
  bool may_rest = false;    // only where the audio thread has this worker for its rescuer
};

// Written by [worker], read by [any].
struct WorkerCounters {
  StepStats step;
  std::atomic<float> load{0};              // share of real time spent rendering, smoothed
  std::atomic<int> sounding{0};
  std::atomic<int> delay{0};               // D, samples
  std::atomic<Lead> lead{Lead::kFast};
  std::atomic<std::uint64_t> shed{0};      // voices given up under overload
  std::atomic<std::uint64_t> bad_samples{0};
  std::atomic<SampleIndex> rendered{0};
};

// Whoever renders, the worker's thread or for a moment the audio thread (rescue), holds the claim; nobody waits for it.
class Worker final : public Rescuer {
 public:
  // [control] The link's frame ring has been prepared. `journal`: a ring that [disk] empties, or null.
  Worker(const WorkerSetup& setup, StreamLink& link, std::unique_ptr<Model> model,
         rt::SpscRing<JournalRecord>* journal);

  // [control]
  EventIntake& intake() { return intake_; }

  // [control] Wait-free. Takes effect at the worker's next step.
  void set_lead(Lead lead) { wanted_lead_.store(lead, std::memory_order_release); }

  // [control]
  ModelChange& models() { return models_; }

  // [control] Before the first step: happens at the first sample.
  void open_with(std::span<const Event> events);

  // [worker] Bounded: does what is due at `now` and returns when to call again. A stall is caught up in pieces, so that
  // the caller sees its stop flag in between.
  Nanoseconds step(Nanoseconds now);

  // [audio] Wakes of a sleeping thread can take longer than W, on a busy machine most of all. When nobody is rendering
  // and a block is light enough to be made within the callback, the audio thread makes it, with the same renderer and
  // the same result. While the worker is inside a block this does nothing, and the gap is concealed; and so it does while a
  // model sounds that is made elsewhere: to ask another process is a system call at times, and a wait.
  Outcome rescue(SampleIndex until) override;

  const WorkerCounters& counters() const { return counters_; }

 private:
  bool claim() { return !claimed_.exchange(true, std::memory_order_acquire); }
  void release() { claimed_.store(false, std::memory_order_release); }

  void look_where();
  Nanoseconds step_claimed(const ClockReading& clock, Nanoseconds now);
  void follow_changes();
  void retime();
  SampleIndex horizon(const ClockReading& clock, Nanoseconds now) const;
  Nanoseconds wake_for(const ClockReading& clock, Nanoseconds now, int callbacks) const;
  int rest_callbacks(const ClockReading& clock) const;
  bool change_wanted() const;
  bool silent() const;
  Nanoseconds pause(const ClockReading& clock, Nanoseconds now);
  Nanoseconds rest_on(const ClockReading& clock, Nanoseconds now);
  bool render_one(SampleIndex until);
  void judge_load(double step_ns, int samples);
  void note(RecordKind kind, std::int64_t value);

  std::atomic<bool> claimed_{false};  // guards all that follows, but for the atomics

  WorkerSetup setup_;
  StreamLink& link_;
  JournalTap tap_;
  Renderer renderer_;
  EventIntake intake_;
  Reporter reporter_;
  SpliceLag splice_;
  DelayBudget budget_;
  ModelChange models_;
  std::atomic<Lead> wanted_lead_;
  WorkerCounters counters_;

  bool draining_ = false;  // the delay was made shorter, and nothing has been rendered since
  int overloaded_steps_ = 0;
  SampleIndex shed_until_ = 0;  // no further shedding before this sample
  bool quiet_ = false;  // the last block was

  // Who renders while nothing sounds. kReturning: the worker wants the renderer back.
  enum class Rest : std::uint8_t { kNone, kResting, kReturning };
  std::atomic<Rest> rest_{Rest::kNone};         // to kNone by who holds the claim; else by [worker]
  std::atomic<bool> disturbed_{false};          // written with the claim: the silence is over
  std::atomic<bool> here_{false};               // written with the claim: all that sounds is made here
  std::atomic<SampleIndex> rest_until_{0};      // written by [worker]: later blocks should have been its own
};

}  // namespace seaglass
