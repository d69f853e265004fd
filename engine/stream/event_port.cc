#include "engine/stream/event_port.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace seaglass {

EventPort::EventPort(const StreamClock& clock, std::size_t capacity) : clock_(clock), ring_(capacity) {}

bool EventPort::send_together(std::span<const Event> events, Nanoseconds now) {
  last_ = std::max(last_, stamp(now));
  return push(events, last_, EventTiming::kArrival);
}

bool EventPort::send_together_at(std::span<const Event> events, Nanoseconds when, Nanoseconds now) {
  const ClockReading clock = clock_.read();
  if (when == now || !clock.running()) return send_together(events, now);
  if (when < now) {
    last_ = std::max(last_, stamp(now));
    return push(events, last_, EventTiming::kLate);
  }
  return push(events, SampleIndex(std::llround(clock.sample_at(double(when)))), EventTiming::kExact);
}

bool EventPort::send_together_after(std::span<const Event> events, Nanoseconds wait, Nanoseconds now) {
  const ClockReading clock = clock_.read();
  if (wait <= 0 || !clock.running()) return send_together(events, now);
  // Of two messages of one moment one is exactly its wait after the other, whatever part of a sample the moment is.
  return push(events, stamp(now) + SampleIndex(std::llround(double(wait) / clock.ns_per_sample)), EventTiming::kAfter);
}

bool EventPort::receive(Event& event, EventTiming& timing) {
  Item item;
  if (!ring_.pop(item)) return false;
  event = item.event;
  timing = item.timing;
  return true;
}

bool EventPort::push(std::span<const Event> events, SampleIndex at, EventTiming timing) {
  std::array<Item, kMaxTogether> items;
  const std::size_t count = std::min(events.size(), items.size());
  for (std::size_t i = 0; i < count; i++) {
    items[i] = {events[i], timing};
    items[i].event.at = at;
    items[i].event.order = order_++;
  }
  if (count != events.size() || !ring_.push_all(std::span(items.data(), count))) {
    dropped_.fetch_add(events.size(), std::memory_order_relaxed);
    return false;
  }
  if (present_ == nullptr) return true;
  for (const Event& event : events) touches_ ? present_->touch(event) : present_->follow(event);
  return true;
}

SampleIndex EventPort::stamp(Nanoseconds now) const {
  const ClockReading clock = clock_.read();
  if (!clock.running()) return 0;
  return SampleIndex(std::floor(clock.sample_at(double(now))));
}

}  // namespace seaglass
