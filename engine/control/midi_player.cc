#include "engine/control/midi_player.h"

namespace seaglass {

std::span<const Event> MidiPlayer::follow_setup() {
  out_.clear();
  (void)next_.take(setup_);
  return out_.events();
}

std::span<const Event> MidiPlayer::play(const Event& message) {
  out_.clear();
  out_.add(message);
  return out_.events();
}

void MidiPlayer::forget() {}

}  // namespace seaglass
