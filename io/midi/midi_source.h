#pragma once
// What one MIDI thread feeds: a map of controls, a player that turns other messages into events, an event port, a clock
// follower and counters.

#include <atomic>
#include <cstdint>
#include <span>

#include "engine/control/control_input.h"
#include "engine/control/midi_player.h"
#include "engine/control/present_values.h"
#include "engine/stream/event_port.h"
#include "io/midi/clock_follower.h"
#include "io/midi/midi_through.h"
#include "io/midi/velocity_counts.h"

namespace seaglass::io {

class MidiSource {
 public:
  static constexpr std::size_t kCapacity = 2048;  // events

  // [control] `present`, where every parameter stands, is that of the whole instrument; without it
  // the source knows only what passes through itself. `number` as MidiPlayer says of keyboards.
  explicit MidiSource(const StreamClock& clock, std::size_t capacity = kCapacity, PresentValues* present = nullptr, int number = 0)
      : clock_(clock), port_(clock, capacity), player_(number), controls_(present != nullptr ? *present : own_present_) {
    port_.tell(present != nullptr ? *present : own_present_);
  }

  // The source's own thread ([midi], or [audio] for JACK). Lock-free. A whole message that arrived
  // at `when`.
  void receive(std::span<const std::uint8_t> message, Nanoseconds when) noexcept;

  // [audio] Wait-free. The first of `frames` frames of the block for which the clock was ticked last has this number in the
  // server's count, which goes on where blocks are lost.
  void begin_block(std::int64_t graph_frame, int frames) noexcept;

  // [audio] Wait-free. A whole message that came with the block for which the clock was ticked
  // last, on this thread, at `frame` of it: its stamp is exact, whatever the wall clock and the
  // scheduler do.
  void receive_in_block(std::span<const std::uint8_t> message, int frame) noexcept;

  // The source's own thread. Lock-free. Ends what sounds through this source, and nothing else: its cable was pulled.
  void release_all(Nanoseconds when) noexcept;

  // [control] Wait-free. How notes are played, from the next message on.
  void set_setup(const MidiSetup& setup) noexcept { player_.set_setup(setup); }

  // [control] Before messages come, or null. Where they go besides.
  void set_through(MidiThrough* through) { through_ = through; }
  MidiThrough* through() { return through_; }

  EventPort& port() { return port_; }

  // What its controls do: for the desk.
  ControlInput& controls() { return controls_; }
  ClockFollower& follower() { return follower_; }
  const VelocityCounts& velocities() const { return velocities_; }

  // [any] Wait-free. Channel messages that became events.
  std::uint64_t events() const noexcept { return events_.load(std::memory_order_relaxed); }

 private:
  // A message that came on sample `at` (0: now), at `in_graph` of the server's time.
  void take(std::span<const std::uint8_t> message, Nanoseconds when, SampleIndex at, Nanoseconds in_graph) noexcept;

  // True when there was something to send and it found room.
  bool send(std::span<const Event> events, Nanoseconds when) noexcept;

  const StreamClock& clock_;
  MidiThrough* through_ = nullptr;
  std::int64_t graph_ahead_ = 0;  // [audio]: the server's number of a frame, less ours
  EventPort port_;
  MidiPlayer player_;
  PresentValues own_present_;
  ControlInput controls_;
  EventBatch moved_;  // the source's own thread
  ClockFollower follower_;
  VelocityCounts velocities_;
  std::atomic<std::uint64_t> events_{0};
};

}  // namespace seaglass::io
