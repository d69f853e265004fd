#pragma once
// From arrival stamps to the samples at which events take effect: adds the delay, keeps each source's order, and decides
// about what comes too late. Owned by whoever renders live: [worker], or [audio] for the inline driver.

#include <array>
#include <atomic>
#include <cstdint>

#include "engine/stream/event_port.h"
#include "engine/stream/renderer.h"

namespace seaglass {

// Read by [any], written by the intake's thread.
struct IntakeCounters {
  std::atomic<std::uint64_t> events{0};  // taken in
  std::atomic<std::uint64_t> late{0};    // took effect after the sample that they were meant for
  // Note-ons played so long ago that they were left out, with what was given with them, and what found no room.
  std::atomic<std::uint64_t> lost{0};
};

class EventIntake {
 public:
  // [control] Before the stream runs. At most kMaxPorts.
  void add(EventPort& port);

  // [control] `rate` in Hz.
  void prepare(double rate);

  // The rendering thread. Bounded. Schedules all that has arrived. `draining`: the delay was just made shorter and the
  // worker is still further ahead than it needs to be; what comes then is moved to the first free sample, and is not late.
  void collect(Renderer& renderer, int delay, bool draining);

  const IntakeCounters& counters() const { return counters_; }

  static constexpr int kMaxPorts = 32;
  static constexpr std::size_t kMostAhead = Renderer::kMaxPending * 3 / 4;  // events whose senders chose their times
  static constexpr double kLateNoteSeconds = 0.020;  // later than that after it was played, a note-on is no longer what was played

 private:
  void schedule(Renderer& renderer, Event event, EventTiming timing, SampleIndex newest, bool draining);

  std::array<EventPort*, kMaxPorts> ports_{};
  std::array<SampleIndex, kMaxPorts> newest_{};  // effective sample of each port's last event
  std::atomic<int> port_count_{0};
  SampleIndex late_note_ = 960;
  IntakeCounters counters_;
};

}  // namespace seaglass
