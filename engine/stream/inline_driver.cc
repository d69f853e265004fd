#include "engine/stream/inline_driver.h"

#include "engine/stream/delay_budget.h"

namespace seaglass {

// What arrives while block k plays is heard in block k + 1: one buffer, and the guard for callbacks that come early.
InlineDriver::InlineDriver(StreamLink& link, double rate, int buffer, std::unique_ptr<Model> model,
                           AppliedSink* sink)
    : link_(link),
      renderer_(rate, std::move(model), sink),
      delay_(buffer + DelayBudget::make(buffer, rate, 0, Lead::kFast).guard) {
  intake_.prepare(rate);
  link.clock.prepare(rate);
}

void InlineDriver::process(float* left, float* right, int count, Nanoseconds now,
                           double device_ns_per_sample) {
  link_.clock.tick(renderer_.position(), count, now, device_ns_per_sample);
  intake_.collect(renderer_, delay_, false);
  renderer_.render({}, {left, right, count});
}

}  // namespace seaglass
