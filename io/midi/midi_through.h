#pragma once
// What comes in by one source leaves again by outputs of others.

#include <array>
#include <bitset>

#include "engine/control/tuning.h"
#include "io/midi/midi_lane.h"

namespace seaglass::io {

class MidiThrough {
 public:
  // [control] For `wake` see MidiLane.
  MidiThrough(const std::atomic<MidiOutputSet>& open, WakeSignal* wake) : lane_(open, kCapacity, wake) {}

  // [control] Where to; none: nowhere. `clock`: MIDI clock, start and stop too.
  void set(MidiOutputSet outputs, bool clock) {
    clock_.store(clock, std::memory_order_relaxed);
    outputs_.store(outputs, std::memory_order_relaxed);
  }

  // [any] Wait-free. Outputs that lead back to the source, whatever was set.
  void bar(MidiOutputSet outputs) { barred_.store(outputs, std::memory_order_relaxed); }

  // The source's own thread, both. Lock-free; for the system call see MidiLane.

  // A whole message that came on sample `at`.
  void pass(std::span<const std::uint8_t> message, SampleIndex at) noexcept;

  // The source's cable was pulled: ends what it holds where its messages went, and nothing that others hold there.
  void release_all() noexcept;

  MidiLane& lane() { return lane_; }

  // ---------------------------------------------------------------------------------------------------------------
 private:
  static constexpr std::size_t kCapacity = 256;  // all controllers of all channels reset at once, twice
  static constexpr std::size_t kChannels = 16;
  static constexpr std::array<std::uint8_t, 2> kPedals = {64, 66};

  void remember(std::span<const std::uint8_t> message);

  MidiLane lane_;
  std::atomic<MidiOutputSet> outputs_{0}, barred_{0};
  std::atomic<bool> clock_{true};
  // The source's own thread: what has passed and not ended.
  std::array<std::bitset<kKeys>, kChannels> keys_{};
  std::array<std::bitset<kPedals.size()>, kChannels> pedals_{};
};

}  // namespace seaglass::io
