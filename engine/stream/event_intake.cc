#include "engine/stream/event_intake.h"

#include <algorithm>

namespace seaglass {
namespace {

constexpr int kMaxPerCollect = 4096;  // bounds one step; what is left waits for the next

void count(std::atomic<std::uint64_t>& counter) {
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

void EventIntake::add(EventPort& port) {
  const int n = port_count_.load(std::memory_order_relaxed);
  if (n == kMaxPorts) return;
  ports_[n] = &port;
  port_count_.store(n + 1, std::memory_order_release);
}

void EventIntake::prepare(double rate) { late_note_ = SampleIndex(kLateNoteSeconds * rate); }

void EventIntake::collect(Renderer& renderer, int delay, bool draining) {
  const int ports = port_count_.load(std::memory_order_acquire);
  int budget = kMaxPerCollect;
  for (int p = 0; p < ports; p++) {
    Event event;
    bool timed = false;
    while (budget > 0 && ports_[p]->receive(event, timed)) {
      budget--;
      count(counters_.events);
      if (!timed) {
        newest_[p] = std::max(newest_[p], event.at + delay);
        event.at = newest_[p];
      }
      schedule(renderer, event, draining);
    }
  }
}

void EventIntake::schedule(Renderer& renderer, Event event, bool draining) {
  const SampleIndex lateness = renderer.position() - event.at;
  if (lateness > 0 && !draining) {
    count(counters_.late);
    // What was given with a note-on goes with it, and never to an older note of the same id.
    const bool begins = event.kind == EventKind::kNoteOn || (event.kind == EventKind::kNoteSet && event.value2 != 0);
    if (begins && lateness > late_note_) {
      count(counters_.lost);
      return;
    }
  }
  if (!renderer.schedule(event)) count(counters_.lost);
}

}  // namespace seaglass
