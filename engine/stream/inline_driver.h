#pragma once
// Renders inside the device callback instead of in a worker: one buffer less of delay, and nothing to conceal with when a
// block takes too long. Offered where `selftest` finds that the machine holds it. Uses the same renderer, intake, input
// and staged change of model, with the same meaning: events and input of sample a are heard at a + delay().

#include <memory>
#include <span>

#include "engine/stream/event_intake.h"
#include "engine/stream/journal_tap.h"
#include "engine/stream/model_change.h"
#include "engine/stream/renderer.h"
#include "engine/stream/reporter.h"
#include "engine/stream/stream_link.h"

namespace seaglass {

class InlineDriver {
 public:
  // [control] `buffer` in frames. `journal`: a ring that [disk] empties, or null.
  InlineDriver(StreamLink& link, double rate, int buffer, std::unique_ptr<Model> model,
               rt::SpscRing<JournalRecord>* journal);

  // [control]
  EventIntake& intake() { return intake_; }
  ModelChange& models() { return models_; }

  // [control] Before the first block: happens at the first sample.
  void open_with(std::span<const Event> events) {
    for (const Event& event : events) (void)renderer_.schedule(event);
  }

  // [audio] Bounded, no lock, no allocation.
  void process(const AudioSpan& out, Nanoseconds now, double device_ns_per_sample = 0);

  // [audio] Wait-free. Before process(): the input of the same samples.
  void listen(const float* const* in, int channels, int count) {
    link_.input.write(renderer_.position(), in, channels, count);
  }

  // [any] Wait-free. The output fades to zero, beginning with the next callback; see AudioSide.
  void fade_out() { ending_wanted_.store(true, std::memory_order_release); }
  bool ended() const { return ended_.load(std::memory_order_acquire); }

  // [any]
  int delay() const { return delay_; }

 private:
  void end();

  StreamLink& link_;
  JournalTap tap_;
  Renderer renderer_;
  EventIntake intake_;
  Reporter reporter_;
  ModelChange models_;
  int delay_;
  int ending_samples_;
  SampleIndex silent_from_ = -1;  // -1: the end has not begun
  std::atomic<bool> ending_wanted_{false}, ended_{false};
};

}  // namespace seaglass
