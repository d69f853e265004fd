#pragma once
// Channel messages in the form in which a player takes them, short to write. Channels count from 1, as on controllers.

#include <vector>

#include "engine/control/midi_player.h"

namespace seaglass::test {

inline Event message(EventKind kind, int channel, int index, int id, float value, float value2 = 0) {
  return {.kind = kind,
          .source = Source::kMidi,
          .part = std::uint8_t(channel - 1),
          .index = std::uint8_t(index),
          .id = id,
          .value = value,
          .value2 = value2};
}
inline Event key_down(int channel, int key, int velocity = 127) {
  return message(EventKind::kNoteOn, channel, 0, key, float(key), float(velocity) / 127.0f);
}
inline Event key_up(int channel, int key) { return message(EventKind::kNoteOff, channel, 0, key, float(key)); }
inline Event knob(int channel, int number, int position) {
  return message(EventKind::kController, channel, number, 0, float(position));
}
inline Event wheel(int channel, float bend) { return message(EventKind::kBend, channel, 0, 0, bend); }
inline Event pressure(int channel, float value) { return message(EventKind::kChannelPressure, channel, 0, 0, value); }
inline Event key_pressure(int channel, int key, float value) {
  return message(EventKind::kNotePressure, channel, 0, key, value);
}
inline Event program_change(int channel, int number) { return message(EventKind::kProgram, channel, number, 0, 0); }

// A registered parameter number and its coarse value.
inline std::vector<Event> registered(int channel, int number, int value) {
  return {knob(channel, 101, 0), knob(channel, 100, number), knob(channel, 6, value)};
}

// All that a player gives for these messages.
inline std::vector<Event> played(MidiPlayer& player, const std::vector<Event>& messages) {
  std::vector<Event> all;
  for (const Event& m : messages) {
    for (const Event& e : player.follow_setup(m.source)) all.push_back(e);
    for (const Event& e : player.play(m)) all.push_back(e);
  }
  return all;
}
inline std::vector<Event> played(MidiPlayer& player, const Event& m) { return played(player, std::vector<Event>{m}); }

}  // namespace seaglass::test
