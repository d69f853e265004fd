#pragma once
// The way in for one source of events (one MIDI thread, the OSC thread): stamps each with the sample at which it
// arrived and hands it to the worker. Stamps never run backwards within a port, so a note-off cannot overtake its note-on.

#include <atomic>
#include <cstdint>
#include <span>

#include "engine/config.h"
#include "engine/control/present_values.h"
#include "engine/event.h"
#include "engine/rt/spsc_ring.h"
#include "engine/stream/stream_clock.h"

namespace seaglass {

// What an event's stamp says.
enum class EventTiming : std::uint8_t {
  kArrival,  // it came at that sample; in order, and the delay comes on top
  kAfter,    // it is meant for so long after its arrival; the delay comes on top
  kExact,    // it is meant for that very sample
  kLate,     // it came then, but was meant for a time before: at once
};

class EventPort {
 public:
  // [control]
  explicit EventPort(const StreamClock& clock, std::size_t capacity = 8192);

  // [control] Before anything is sent: who is told of all that is. `touches`: it comes from someone who chose the
  // parameter, as PresentValues::touch() says.
  void tell(PresentValues& present, bool touches = false) {
    present_ = &present;
    touches_ = touches;
  }

  // The port's own thread. Lock-free. Stamps `event` with arrival time `now`. False when the ring is full (counted).
  bool send(const Event& event, Nanoseconds now) { return send_together({&event, 1}, now); }

  // The port's own thread. Lock-free. An event for a time in the future (a time-tagged bundle): it takes effect at the
  // sample of `when`, or, when that is already past, like any other, as late. False when the ring is full (counted).
  bool send_at(const Event& event, Nanoseconds when, Nanoseconds now) { return send_together_at({&event, 1}, when, now); }

  // The same for at most kMaxTogether events, as of one message: they get one stamp, and all are sent or none.
  bool send_together(std::span<const Event> events, Nanoseconds now);
  bool send_together_at(std::span<const Event> events, Nanoseconds when, Nanoseconds now);
  // The same for what is meant for `wait` after its arrival at `now`: it sounds so long after what is sent without a wait.
  bool send_together_after(std::span<const Event> events, Nanoseconds wait, Nanoseconds now);
  static constexpr std::size_t kMaxTogether = 64;  // a key on eight layers: a note-on, four values, an old note's end

  // [worker] Wait-free.
  [[nodiscard]] bool receive(Event& event, EventTiming& timing);

  // [any] Events lost because the worker did not take them in time.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  struct Item {
    Event event;
    EventTiming timing;
  };
  bool push(std::span<const Event> events, SampleIndex at, EventTiming timing);
  SampleIndex stamp(Nanoseconds now) const;

  const StreamClock& clock_;
  rt::SpscRing<Item> ring_;
  PresentValues* present_ = nullptr;
  bool touches_ = false;
  SampleIndex last_ = 0;      // the port's own thread
  std::uint32_t order_ = 0;   // the port's own thread
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace seaglass
