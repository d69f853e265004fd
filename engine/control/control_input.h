#pragma once
// The controls of one source: messages come in, and what they move goes out as events. Whatever the map names is taken
// away from the instrument's own use of it; everything else passes untouched.

#include <array>
#include <atomic>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>

#include "engine/control/control_decoder.h"
#include "engine/control/controller_map.h"
#include "engine/control/event_batch.h"
#include "engine/control/present_values.h"
#include "engine/rt/mailbox.h"
#include "engine/rt/spsc_ring.h"
#include "engine/stream/stream_clock.h"

namespace seaglass {

// What [control] is told of every message that moves a control, or could when it is learned.
struct ControlReport {
  Nanoseconds when = 0;
  std::array<std::uint8_t, 3> message{};
  std::uint8_t length = 0;
  bool mapped = false;
  bool complete = false;    // `move` is one
  std::uint16_t moved = 0;  // a bit for each of the control's targets that it moved or set off
  ControlMove move{};

  std::span<const std::uint8_t> bytes() const { return {message.data(), length}; }
};

// An action for [control] to carry out.
struct ControlPress {
  Nanoseconds when = 0;
  ControlAction action = ControlAction::kPanic;
  std::uint16_t number = 0;
};

class ControlInput {
 public:
  // [control] `present` outlives it, and whoever sends the events tells it of them, as EventPort does.
  explicit ControlInput(const PresentValues& present) : present_(present) {}

  // [control] Wait-free. The map from the next message on.
  void set_map(const ControllerMap& map) { next_map_.put(map); }

  // [control] Wait-free. While somebody learns, what could be learned moves nothing, but for keys, wheel and pressure:
  // nobody wants the volume to follow while they show which knob they mean.
  void set_learning(bool learning) { learning_.store(learning, std::memory_order_relaxed); }

  // [control] Wait-free.
  [[nodiscard]] bool take(ControlReport& report) { return reports_.pop(report); }
  [[nodiscard]] bool take(ControlPress& press) { return presses_.pop(press); }

  // [any] Wait-free. Reports and presses that nobody took in time.
  std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

  struct Answer {
    bool taken = false;              // by the map: the message is not to be played
    std::optional<Event> instead{};  // a message as io/midi/midi_parser.h gives it, to be played in its place
  };

  // The source's own thread ([midi], or [audio] for JACK). Wait-free. One whole message that arrived at `when`. Adds
  // the events that it becomes, at most kMaxTargetsOfOne, and what lets go of held buttons that a new map takes away.
  [[nodiscard]] Answer receive(std::span<const std::uint8_t> message, Nanoseconds when, EventBatch& out);

  // The source's own thread, or [control] while it does not run. Wait-free. The cable was pulled: forgets where
  // everything stood and adds what lets go of buttons that are held.
  void release_all(EventBatch& out);

  // ---------------------------------------------------------------------------------------------------------------
 private:
  // Ten thousand messages a second, taken every 50 ms.
  static constexpr std::size_t kReports = 512, kPresses = 64;

  // What is known of a mapped control besides the map.
  struct Memory {
    ControlId id;
    bool known = false;  // moved since it was mapped
    bool pressed = false;
    std::optional<float> position{};
    std::int32_t value = 0;
    Nanoseconds turned_at = 0;
    float speed = 0;  // of an endless encoder, steps a second, signed
  };

  void adopt_map(EventBatch& out);
  bool is_held(const MappedControl& mapped) const;
  bool ends_what_played(std::span<const std::uint8_t> message);
  void remember_played(std::span<const std::uint8_t> message);
  bool is_for_learning(const ControlReading& reading) const;
  std::uint16_t act(const MappedControl& mapped, const ControlMove& move, Nanoseconds when, EventBatch& out);
  bool set_off(const MappedTarget& target, const ControlMove& move, Nanoseconds when, EventBatch& out);

  const PresentValues& present_;
  rt::Mailbox<ControllerMap> next_map_;
  rt::SpscRing<ControlReport> reports_{kReports};
  rt::SpscRing<ControlPress> presses_{kPresses};
  std::atomic<std::uint64_t> lost_{0};
  std::atomic<bool> learning_{false};

  // The source's own thread.
  ControllerMap map_;
  std::array<Memory, kMaxTargets> memories_{};  // of map_.controls()
  ControlDecoder decoder_;
  // Keys and pedals that went down unmapped: their release passes too, so that nothing sounds for ever.
  std::array<std::bitset<128>, 16> keys_down_{};
  std::array<std::bitset<128>, 16> pedals_down_{};
};

}  // namespace seaglass
