#pragma once
// An input port on JACK and the source that it feeds, which open and close while the callback runs.

#include <jack/types.h>

#include <atomic>
#include <cstdint>

#include "engine/stream/stream_clock.h"

namespace seaglass::io {

class MidiSource;

class JackMidiPort {
 public:
  // [control] The port is the caller's, and so is the source: both must last until closed().
  void open(jack_port_t* port, MidiSource& source);

  // [control] The callback ends what the source holds, and then leaves it alone: closed() says when.
  void begin_closing();
  bool closed() const { return state_.load(std::memory_order_acquire) == State::kClosed; }

  // [control] The same at once, when no callback runs.
  void close_between(Nanoseconds now);

  // [any] Wait-free. What the source holds ends with the next period.
  void release() { release_pending_.store(true, std::memory_order_relaxed); }
  bool is(const jack_port_t* port) const { return port != nullptr && this->port() == port; }
  jack_port_t* port() const { return port_.load(std::memory_order_relaxed); }

  // [audio] Wait-free. The period's messages, for which the clock was ticked; its first frame has that number in the
  // server's count.
  void take(jack_nframes_t count, std::int64_t graph_frame, Nanoseconds began) noexcept;

 private:
  enum class State : int { kClosed, kOpen, kClosing };

  std::atomic<State> state_{State::kClosed};  // control opens and begins to close, the callback ends
  std::atomic<jack_port_t*> port_{nullptr};
  std::atomic<MidiSource*> source_{nullptr};
  std::atomic<bool> release_pending_{false};  // a cable was pulled
};

}  // namespace seaglass::io
