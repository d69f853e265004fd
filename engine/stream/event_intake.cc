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
    EventTiming timing{};
    while (budget > 0 && ports_[p]->receive(event, timing)) {
      budget--;
      count(counters_.events);
      if (timing != EventTiming::kExact) event.at += delay;
      if (timing == EventTiming::kArrival) event.at = newest_[p] = std::max(newest_[p], event.at);
      schedule(renderer, event, timing, newest_[p], draining);
    }
  }
}

// `newest`: where the newest event of this port that asked for no time takes effect.
void EventIntake::schedule(Renderer& renderer, Event event, EventTiming timing, SampleIndex newest, bool draining) {
  const bool chosen = timing != EventTiming::kArrival;  // by the sender
  if (timing == EventTiming::kLate) event.at = renderer.position();
  const SampleIndex lateness = renderer.position() - event.at;
  if (timing == EventTiming::kLate || (lateness > 0 && !draining)) {
    count(counters_.late);
    // A note that was played too long ago is left out, one whose sender chose too early a time is not. What was given with
    // a note-on goes with it, and never to an older note of the same id.
    if (!chosen && begins_note(event) && lateness > late_note_) {
      count(counters_.lost);
      return;
    }
  }
  // No chosen time lets a note end before it begins.
  const bool ends = event.kind == EventKind::kNoteOff;
  if (chosen && ends) event.at = std::max(event.at, newest);
  // A score sent far ahead leaves room for what is played now; what has no room ends its notes all the same.
  const bool waits = chosen && timing != EventTiming::kLate;
  if (waits && renderer.pending() >= kMostAhead) {
    if (!ends) {
      count(counters_.lost);
      return;
    }
    event.at = newest;
  }
  if (!renderer.schedule(event)) count(counters_.lost);
}

}  // namespace seaglass
