#include "io/audio/jack_midi_port.h"

#include <jack/jack.h>
#include <jack/midiport.h>

#include "io/midi/midi_source.h"

namespace seaglass::io {

void JackMidiPort::open(jack_port_t* port, MidiSource& source) {
  port_.store(port, std::memory_order_relaxed);
  source_.store(&source, std::memory_order_relaxed);
  release_pending_.store(false, std::memory_order_relaxed);
  state_.store(State::kOpen, std::memory_order_release);
}

void JackMidiPort::begin_closing() {
  State open = State::kOpen;
  (void)state_.compare_exchange_strong(open, State::kClosing, std::memory_order_acq_rel);
}

void JackMidiPort::close_between(Nanoseconds now) {
  if (!closed()) source_.load(std::memory_order_relaxed)->release_all(now);
  state_.store(State::kClosed, std::memory_order_release);
}

void JackMidiPort::take(jack_nframes_t count, std::int64_t graph_frame, Nanoseconds began) noexcept {
  const State state = state_.load(std::memory_order_acquire);
  if (state == State::kClosed) return;
  MidiSource& midi = *source_.load(std::memory_order_relaxed);
  midi.begin_block(graph_frame, int(count));
  const bool release = release_pending_.exchange(false, std::memory_order_relaxed);
  if (release || state == State::kClosing) midi.release_all(began);
  if (state == State::kClosing) {
    state_.store(State::kClosed, std::memory_order_release);
    return;
  }
  void* buffer = jack_port_get_buffer(port(), count);
  const jack_nframes_t events = jack_midi_get_event_count(buffer);
  for (jack_nframes_t i = 0; i < events; i++) {
    jack_midi_event_t event;
    if (jack_midi_event_get(&event, buffer, i) != 0) continue;
    midi.receive_in_block({event.buffer, event.size}, int(event.time));
  }
}

}  // namespace seaglass::io
