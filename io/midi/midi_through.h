#pragma once
// What comes in by one source leaves again by outputs of others.

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

  // The source's own thread. Lock-free; for the system call see MidiLane. A whole message that came on sample `at`.
  void pass(std::span<const std::uint8_t> message, SampleIndex at) noexcept {
    const MidiOutputSet outputs =
        outputs_.load(std::memory_order_relaxed) & ~barred_.load(std::memory_order_relaxed);
    if (outputs == 0 || message.empty()) return;
    if (message[0] >= 0xf0 && !clock_.load(std::memory_order_relaxed)) return;
    (void)lane_.send(MidiMessage(message, at, outputs));  // counts what it loses
  }

  MidiLane& lane() { return lane_; }

 private:
  static constexpr std::size_t kCapacity = 256;  // all controllers of all channels reset at once, twice

  MidiLane lane_;
  std::atomic<MidiOutputSet> outputs_{0}, barred_{0};
  std::atomic<bool> clock_{true};
};

}  // namespace seaglass::io
