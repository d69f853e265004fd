#include "engine/control/midi_player.h"

#include <algorithm>
#include <cmath>

#include "engine/control/make_event.h"
#include "engine/note_key.h"
#include "engine/parameter.h"

namespace seaglass {
namespace {

// A key struck again on other layers: as many notes end as begin, and each of these has up to four values of its own.
static_assert(Layers::kMaxPerKey * (1 + 1 + 4) <= int(EventBatch::kRoom));

constexpr int kKeyBits = 8;  // of a note's id, below the channel

int step_of(float velocity) { return std::clamp(int(std::lround(velocity * (kVelocities - 1))), 1, kVelocities - 1); }

}  // namespace

std::span<const Event> MidiPlayer::play(const Event& m) {
  out_.clear();
  const bool of_a_note =
      m.kind == EventKind::kNoteOn || m.kind == EventKind::kNoteOff || m.kind == EventKind::kNotePressure;
  if (m.part >= kParts || (of_a_note && (m.id < 0 || m.id >= kKeys))) return {};
  switch (m.kind) {
    case EventKind::kNoteOn: note_on(m); break;
    case EventKind::kNoteOff: note_off(m); break;
    case EventKind::kNotePressure: note_pressure(m); break;
    case EventKind::kController: controller(m); break;
    case EventKind::kChannelPressure: channel_pressure(m); break;
    case EventKind::kBend: bend(m); break;
    case EventKind::kProgram: program(m); break;
    default: break;  // no channel message
  }
  return out_.events();
}

// --- notes ---

void MidiPlayer::note_on(const Event& m) {
  const float velocity = setup_.velocity[std::size_t(step_of(m.value2))];
  const Strike strike = strike_of(m.part, m.id, velocity);
  // The key again, without a note-off between: what it does not strike again would never end.
  const HeldKey& before = held_.at(m.part, m.id);
  for (int i = 0; i < before.count(); i++)
    if (const Sounding old = before.note(i); !strike.notes.has(old))
      out_.add(note_event(EventKind::kNoteOff, m.source, old, m.value, 0));
  for (int i = 0; i < strike.notes.count(); i++)
    begin(strike.notes.note(i), m, velocity, strike.level_db[std::size_t(i)]);
  held_.press(m.part, m.id, strike.notes);
}

void MidiPlayer::note_off(const Event& m) {
  const HeldKey& notes = held_.at(m.part, m.id);
  for (int i = 0; i < notes.count(); i++)
    out_.add(note_event(EventKind::kNoteOff, m.source, notes.note(i), m.value, m.value2));
  // A key that was never struck here says no more than its message does.
  if (notes.count() == 0 && setup_.layers.empty() && !is_member(m.part)) add_own(m);
  held_.lift(m.part, m.id);
}

// A member's pressure is its channel's.
void MidiPlayer::note_pressure(const Event& m) {
  if (is_member(m.part)) return;
  const HeldKey& notes = held_.at(m.part, m.id);
  for (int i = 0; i < notes.count(); i++)
    out_.add(note_event(EventKind::kNotePressure, m.source, notes.note(i), m.value, m.value2));
  if (notes.count() == 0 && setup_.layers.empty()) add_own(m);
}

// What a key says by its message alone.
void MidiPlayer::add_own(Event m) {
  m.id |= first_id_;
  out_.add(m);
}

MidiPlayer::Strike MidiPlayer::strike_of(int channel, int key, float velocity) const {
  // Where channels share a part, a key alone would not tell their notes apart.
  const bool shares = is_member(channel) || !setup_.layers.empty();
  Strike strike{.notes = HeldKey(first_id_ | (shares ? (channel + 1) << kKeyBits | key : key))};
  if (!setup_.tuning.plays(key)) return strike;
  const float pitch = setup_.tuning.pitch(key);
  const int home = zones_.home(channel);
  if (setup_.layers.empty()) strike.notes.add(home, pitch);
  const int step = step_of(velocity);
  for (const Layer& layer : setup_.layers.all()) {
    const float moved = pitch + layer.transpose;
    if (strike.notes.full()) break;
    if (!layer.plays(home, key, step) || !(moved >= kMinPitch && moved <= kMaxPitch)) continue;
    strike.level_db[std::size_t(strike.notes.count())] = layer.level_db;
    strike.notes.add(layer.part, moved);
  }
  return strike;
}

void MidiPlayer::begin(const Sounding& note, const Event& m, float velocity, float level_db) {
  out_.add(note_event(EventKind::kNoteOn, m.source, note, note.pitch, velocity));
  if (level_db != 0) give(note, m, NoteKey::kGain, level_db, true);
  if (!is_member(m.part)) return;
  // The others always: in a legato part the note goes on with a voice that has the values of the note before.
  if (state(m).bend != 0) give(note, m, NoteKey::kPitch, value_of(m.part, NoteKey::kPitch, note.pitch), true);
  for (const NoteKey key : {NoteKey::kPressure, NoteKey::kBrightness})
    give(note, m, key, value_of(m.part, key, note.pitch), true);
}

// --- wheels and pressure ---

void MidiPlayer::bend(const Event& m) {
  state(m).bend = m.value;
  if (is_member(m.part))
    tell(m, NoteKey::kPitch);
  else
    forward(m, reach(m.part));
}

void MidiPlayer::channel_pressure(const Event& m) {
  state(m).pressure = m.value;
  if (is_member(m.part))
    tell(m, NoteKey::kPressure);
  else
    forward(m, reach(m.part));
}

void MidiPlayer::program(const Event& m) {
  const int part = is_member(m.part) ? kParts : setup_.layers.first_part_of(m.part);
  if (part < kParts) forward(m, part_set(part));
}

// What a member has said about its notes.
float MidiPlayer::value_of(int channel, NoteKey key, float pitch) const {
  const Channel& c = channels_[std::size_t(channel)];
  switch (key) {
    case NoteKey::kPressure: return c.pressure;
    case NoteKey::kBrightness: return value_of_controller(ParameterId::kBrightness, c.slide);
    default: break;
  }
  const float range = bend_range_[std::size_t(zones_.member_of(channel))];
  return std::clamp(pitch + c.bend * range, kMinPitch, kMaxPitch);
}

void MidiPlayer::give(const Sounding& note, const Event& m, NoteKey key, float value, bool at_onset) {
  Event event = note_event(EventKind::kNoteSet, m.source, note, value, at_onset ? 1.0f : 0.0f);
  event.index = std::uint8_t(key);
  out_.add(event);
}

// Tells all notes of a member. Where they are more than one message can tell, the newest follow the finger.
void MidiPlayer::tell(const Event& m, NoteKey key) {
  const auto keys = held_.keys(m.part);
  for (std::size_t k = keys.size(); k-- > 0;) {
    const HeldKey& notes = held_.at(m.part, keys[k]);
    if (out_.room() < std::size_t(notes.count())) return;
    for (int i = 0; i < notes.count(); i++)
      give(notes.note(i), m, key, value_of(m.part, key, notes.note(i).pitch), false);
  }
}

}  // namespace seaglass
