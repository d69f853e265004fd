#pragma once
// Renders inside the device callback instead of in a worker: one buffer less of delay, and nothing to conceal with when a
// block takes too long. Offered where `selftest` finds that the machine holds it. Uses the same renderer and intake.

#include <memory>

#include "engine/stream/event_intake.h"
#include "engine/stream/renderer.h"
#include "engine/stream/step_stats.h"
#include "engine/stream/stream_link.h"

namespace seaglass {

class InlineDriver {
 public:
  // [control] `buffer` in frames.
  InlineDriver(StreamLink& link, double rate, int buffer, std::unique_ptr<Model> model, AppliedSink* sink);

  // [control]
  EventIntake& intake() { return intake_; }

  // [audio] Bounded, no lock, no allocation.
  void process(float* left, float* right, int count, Nanoseconds now, double device_ns_per_sample = 0);

  // [any]
  int delay() const { return delay_; }

 private:
  StreamLink& link_;
  Renderer renderer_;
  EventIntake intake_;
  int delay_;
};

}  // namespace seaglass
