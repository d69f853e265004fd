#pragma once
// The thread that sends MIDI to all outputs but JACK's own: each message when its sample is heard, so that a drum machine
// and the instrument are on the beat together.

#include <atomic>
#include <functional>
#include <thread>

#include "io/midi/midi_feed.h"
#include "io/os/wake_signal.h"

namespace seaglass::io {

class MidiSender {
 public:
  // Sends a message now; the sender's thread. May block: a serial cable carries three bytes in a millisecond.
  using Send = std::function<void(const MidiMessage&)>;

  // [control] `feed` must outlive it.
  MidiSender(MidiFeed& feed, Send send) : feed_(feed), send_(std::move(send)) {}
  ~MidiSender() { stop(); }

  // [control] Throws ResourceError.
  void start();
  // [control] What is due has been sent when it returns.
  void stop() noexcept;

  // [any] How long after its callback a sample is heard.
  void set_latency(Nanoseconds latency) { latency_.store(latency, std::memory_order_relaxed); }

  // [any] Is there a lane whose thread cannot wake us? Then we look often.
  void set_watchful(bool on) { watchful_.store(on, std::memory_order_relaxed); }

  WakeSignal& wake() { return wake_; }

 private:
  void run();
  Nanoseconds send_due();

  MidiFeed& feed_;
  Send send_;
  WakeSignal wake_;
  std::thread thread_;
  std::atomic<Nanoseconds> latency_{0};
  std::atomic<bool> running_{false}, watchful_{false};
};

}  // namespace seaglass::io
