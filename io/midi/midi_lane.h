#pragma once
// The way out for one thread that sends MIDI. Messages go to the two threads that have outputs: the audio thread for JACK's
// port, the sender for all others.

#include <atomic>

#include "engine/rt/spsc_ring.h"
#include "io/midi/midi_message.h"
#include "io/os/wake_signal.h"

namespace seaglass::io {

// JACK's port, which the audio thread serves; the other bits are the sender's.
inline constexpr MidiOutputSet kJackMidiOutput = 1;

class MidiLane {
 public:
  // [control] `open`: the outputs that there are. `wake`: the sender's, or null where the lane's thread may not make a
  // system call (the sender looks often then).
  MidiLane(const std::atomic<MidiOutputSet>& open, std::size_t capacity, WakeSignal* wake)
      : open_(open), wake_(wake), to_jack_(capacity), to_sender_(capacity) {}

  // The lane's own thread. Lock-free; one system call where it has a wake signal. False when there was no room (counted).
  bool send(MidiMessage message) noexcept {
    if (message.size == 0) return false;
    const MidiOutputSet outputs = message.outputs & open_.load(std::memory_order_relaxed);
    bool sent = true;
    message.outputs = outputs & kJackMidiOutput;
    if (message.outputs != 0) sent = to_jack_.push(message);
    message.outputs = outputs & ~kJackMidiOutput;
    if (message.outputs != 0) {
      sent = to_sender_.push(message) && sent;
      if (wake_ != nullptr) wake_->wake();
    }
    if (!sent) dropped_.fetch_add(1, std::memory_order_relaxed);
    return sent;
  }

  // Their consumers'.
  rt::SpscRing<MidiMessage>& to_jack() { return to_jack_; }
  rt::SpscRing<MidiMessage>& to_sender() { return to_sender_; }

  // [any] Wait-free.
  std::uint64_t dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

 private:
  const std::atomic<MidiOutputSet>& open_;
  WakeSignal* wake_;
  rt::SpscRing<MidiMessage> to_jack_, to_sender_;
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace seaglass::io
