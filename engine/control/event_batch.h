#pragma once
// The events that one message becomes: they take effect together or not at all.

#include <array>
#include <cstddef>
#include <span>

#include "engine/event.h"
#include "engine/stream/event_port.h"

namespace seaglass {

// One thread. Wait-free.
class EventBatch {
 public:
  static constexpr std::size_t kRoom = EventPort::kMaxTogether;

  void clear() { count_ = 0; }

  // What finds no room is left out: who adds more than a few events asks room() first.
  void add(const Event& event) {
    if (count_ < kRoom) events_[count_++] = event;
  }

  std::size_t room() const { return kRoom - count_; }
  std::span<const Event> events() const { return {events_.data(), count_}; }

 private:
  std::array<Event, kRoom> events_;
  std::size_t count_ = 0;
};

}  // namespace seaglass
