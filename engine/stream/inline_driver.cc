#include "engine/stream/inline_driver.h"

#include <algorithm>

#include "engine/stream/delay_budget.h"
#include "engine/stream/peaks.h"

namespace seaglass {

// What arrives while block k plays is heard in block k + 1: one buffer, and the guard for callbacks that come early.
InlineDriver::InlineDriver(StreamLink& link, double rate, int buffer, std::unique_ptr<Model> model,
                           rt::SpscRing<JournalRecord>* journal)
    : link_(link),
      tap_(journal),
      renderer_(rate, std::move(model), &tap_),
      reporter_(link.report, rate),
      delay_(buffer + DelayBudget::make(buffer, rate, 0, Lead::kFast).guard),
      ending_samples_(Master::fade_out_samples(rate)) {
  intake_.prepare(rate);
  link.clock.prepare(rate);
  tap_.note(RecordKind::kDelay, 0, delay_);
}

void InlineDriver::process(const AudioSpan& out, Nanoseconds now, double device_ns_per_sample) {
  link_.clock.tick(renderer_.position(), out.count, now, device_ns_per_sample);
  tap_.note(models_.follow(renderer_), renderer_.position());
  intake_.collect(renderer_, delay_, false);
  if (ending_wanted_.load(std::memory_order_acquire)) end();
  InputBlock input;
  for (int done = 0; done < out.count;) {
    const int n = std::min(out.count - done, kMaxSpan);
    const InputSpan in = input.read(link_.input, renderer_.position() - delay_, n);
    renderer_.render(in, out.part(done, n));
    done += n;
  }
  reporter_.follow(renderer_);
  raise_peaks(link_, out);
  if (silent_from_ >= 0 && renderer_.position() >= silent_from_) ended_.store(true, std::memory_order_release);
}

void InlineDriver::end() {
  if (silent_from_ >= 0) return;
  const SampleIndex at = renderer_.position();
  if (renderer_.schedule({.at = at, .kind = EventKind::kFadeOut})) silent_from_ = at + ending_samples_;
}

}  // namespace seaglass
