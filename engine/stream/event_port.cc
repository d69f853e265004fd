#include "engine/stream/event_port.h"

#include <algorithm>
#include <cmath>

namespace seaglass {

EventPort::EventPort(const StreamClock& clock, std::size_t capacity) : clock_(clock), ring_(capacity) {}

bool EventPort::send(Event event, Nanoseconds now) {
  last_ = std::max(last_, stamp(now));
  event.at = last_;
  return push({event, false});
}

bool EventPort::send_at(Event event, Nanoseconds when, Nanoseconds now) {
  const ClockReading clock = clock_.read();
  if (when <= now || !clock.running()) return send(event, now);
  event.at = SampleIndex(std::llround(clock.sample_at(double(when))));
  return push({event, true});
}

bool EventPort::receive(Event& event, bool& timed) {
  Item item;
  if (!ring_.pop(item)) return false;
  event = item.event;
  timed = item.timed;
  return true;
}

bool EventPort::push(const Item& item) {
  Item numbered = item;
  numbered.event.order = order_++;
  if (ring_.push(numbered)) return true;
  dropped_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

SampleIndex EventPort::stamp(Nanoseconds now) const {
  const ClockReading clock = clock_.read();
  if (!clock.running()) return 0;
  return SampleIndex(std::floor(clock.sample_at(double(now))));
}

}  // namespace seaglass
