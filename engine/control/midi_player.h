#pragma once
// A performer's keys and wheels become events: each channel message of one MIDI source gives a few, by the rules of a
// MidiSetup that may be replaced while notes sound.

#include <span>

#include "engine/control/event_batch.h"
#include "engine/control/midi_setup.h"
#include "engine/event.h"
#include "engine/rt/mailbox.h"

namespace seaglass {

class MidiPlayer {
 public:
  // [control] Wait-free. The setup from the next message on.
  void set_setup(const MidiSetup& setup) { next_.put(setup); }

  // The functions below belong to the source's own thread ([midi], or [audio] for JACK). Wait-free. What they return is
  // at most EventBatch::kRoom events, to be sent together, and lasts until the next call.

  // Before each message: takes the newest setup, and gives what must end because of it.
  [[nodiscard]] std::span<const Event> follow_setup();

  // A channel message as io/midi/midi_parser.h gives it: its part is the channel, a note's id is the key.
  [[nodiscard]] std::span<const Event> play(const Event& message);

  // Forgets all that the source has played: its cable was pulled.
  void forget();

 private:
  rt::Mailbox<MidiSetup> next_;
  MidiSetup setup_;
  EventBatch out_;
};

}  // namespace seaglass
