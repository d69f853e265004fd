// The half of MidiPlayer that controllers and setups reach: pedals, registered parameter numbers, zones that come and
// go, and whatever ends notes.

#include <algorithm>
#include <cmath>

#include "engine/control/make_event.h"
#include "engine/control/midi_player.h"
#include "engine/parameter.h"

namespace seaglass {
namespace {

// Controller numbers of the MIDI 1.0 specification.
constexpr int kSlide = 74;
constexpr int kAllSoundOff = 120, kResetControllers = 121, kAllNotesOff = 123;  // 124 to 127 end notes too

// When a zone changes: where more notes end than this, their parts are told to end all they have.
constexpr int kMostOffs = 32;
static_assert(kMostOffs + 2 * kParts <= int(EventBatch::kRoom));  // and a reset and a bend range for each part

bool ends_notes(int number) { return number == kAllSoundOff || number >= kAllNotesOff; }

Event command(Source source, int part, int number) {
  return part_event(EventKind::kController, source, part, number, 0);
}

}  // namespace

// --- controllers ---

void MidiPlayer::controller(const Event& m) {
  Channel& channel = state(m);
  channel.number.receive(m.index, int(m.value));
  const int zone = MpeZones::zone_of_manager(m.part);
  if (m.index == ParameterNumber::kDataCoarse && channel.number.selected() == ParameterNumber::kMpeConfiguration &&
      zone != MpeZones::kNone && m.value <= MpeZones::kMaxMembers && setup_.mpe.by_message) {
    MpeZones zones = zones_;
    zones.set(MpeZones::Zone(zone), int(m.value));
    change_zones(zones, 1u << zone, MpeZones::kNoteBendRange, m.source);
    return;
  }
  if (is_member(m.part)) {
    member_controller(m);
    return;
  }
  const PartSet ended = ends_notes(m.index) ? forget_notes(m.part) : PartSet(0);
  forward(m, reach(m.part) | ended);
  if (m.index != kResetControllers) return;
  channel.number.reset();
  channel.traces = {};
}

void MidiPlayer::member_controller(const Event& m) {
  Channel& channel = state(m);
  if (m.index == kSlide) {
    channel.slide = m.value;
    tell(m, NoteKey::kBrightness);
  } else if (m.index == ParameterNumber::kDataCoarse || m.index == ParameterNumber::kDataFine) {
    set_note_bend_range(m);
  } else if (m.index == kResetControllers) {
    channel = {};
    for (const NoteKey key : {NoteKey::kPitch, NoteKey::kPressure, NoteKey::kBrightness}) tell(m, key);
  } else if (ends_notes(m.index)) {
    release_notes(Channels().set(m.part), int(EventBatch::kRoom), m.source);
  }
}

// For all members of the zone, from the next bend on: which of them says so does not matter.
void MidiPlayer::set_note_bend_range(const Event& m) {
  if (state(m).number.selected() != ParameterNumber::kBendRange) return;
  float& range = bend_range_[std::size_t(zones_.member_of(m.part))];
  constexpr float kCents = 100;
  range = m.index == ParameterNumber::kDataCoarse ? m.value : std::floor(range) + m.value / kCents;
  range = std::min(range, MpeZones::kMaxBendRange);
}

void MidiPlayer::forward(const Event& m, PartSet parts) {
  state(m).traces.follow(m, parts);
  Event event = m;
  for_each_part(parts, [&](int part) {
    event.part = std::uint8_t(part);
    out_.add(event);
  });
}

// --- what ends notes ---

// The parts are being told to end their notes: those on which the channel, or the zone that it manages, has any.
PartSet MidiPlayer::forget_notes(int channel) {
  PartSet parts = 0;
  for (int c = 0; c < kParts; c++) {
    if (c != channel && !(is_member(c) && zones_.home(c) == channel)) continue;
    parts |= held_.parts(c);
    held_.lift_all(c);
  }
  return parts;
}

void MidiPlayer::release_notes(Channels channels, int most, Source source) {
  int count = 0;
  PartSet parts = 0;
  for (int c = 0; c < kParts; c++) {
    if (!channels.test(std::size_t(c))) continue;
    count += held_.sounding(c);
    parts |= held_.parts(c);
  }
  if (count > most) for_each_part(parts, [&](int part) { out_.add(command(source, part, kAllNotesOff)); });
  for (int c = 0; c < kParts; c++) {
    if (!channels.test(std::size_t(c))) continue;
    for (const int key : held_.keys(c))
      if (count <= most) end_key(c, key, source);
    held_.lift_all(c);
  }
}

void MidiPlayer::end_key(int channel, int key, Source source) {
  const HeldKey& notes = held_.at(channel, key);
  for (int i = 0; i < notes.count(); i++)
    out_.add(note_event(EventKind::kNoteOff, source, notes.note(i), float(key), 0));
}

// Every channel that enters or leaves a zone ends its notes and takes its wheels and pedals back, and so does one that
// reaches fewer parts than before. `begun`: zones that are set up anew, with their ranges of bend.
void MidiPlayer::change_zones(const MpeZones& zones, std::bitset<MpeZones::kZones> begun, float bend_range,
                              Source source) {
  Channels moving;
  for (int c = 0; c < kParts; c++)
    moving[std::size_t(c)] = zones.home(c) != zones_.home(c) || zones.manages(c) != zones_.manages(c);
  zones_ = zones;
  release_notes(moving, kMostOffs, source);

  PartSet reset = 0;
  for (int c = 0; c < kParts; c++) {
    Channel& channel = channels_[std::size_t(c)];
    const bool moves = moving.test(std::size_t(c));
    const PartSet kept = moves ? PartSet(0) : reach(c);
    reset |= PartSet(channel.traces.parts() & ~kept);
    channel.traces.keep(kept);
    if (moves) channel.bend = channel.pressure = 0, channel.slide = kSlideMiddle;
  }
  for_each_part(reset, [&](int part) { out_.add(command(source, part, kResetControllers)); });

  PartSet managed = 0;
  for (int zone = 0; zone < MpeZones::kZones; zone++) {
    if (!begun.test(std::size_t(zone)) || zones_.members(zone) == 0) continue;
    bend_range_[std::size_t(zone)] = std::min(bend_range, MpeZones::kMaxBendRange);
    managed |= reach(MpeZones::manager(zone));
  }
  for_each_part(managed, [&](int part) {
    out_.add(part_event(EventKind::kControl, source, part, int(ParameterId::kBendRange), MpeZones::kManagerBendRange));
  });
}

// --- setup ---

std::span<const Event> MidiPlayer::follow_setup(Source source) {
  out_.clear();
  const MpeSetup before = setup_.mpe;
  if (!next_.take(setup_)) return {};
  const MpeSetup& mpe = setup_.mpe;
  if (mpe == before)
    change_zones(zones_, 0, mpe.note_bend_range, source);  // layers may have changed
  else
    change_zones(mpe.zones(), ~0u, mpe.note_bend_range, source);
  return out_.events();
}

std::span<const Event> MidiPlayer::release_all(Source source) {
  out_.clear();
  for (int c = 0; c < kParts; c++) {
    while (!held_.keys(c).empty()) {
      if (out_.room() < std::size_t(Layers::kMaxPerKey)) return out_.events();
      const int key = held_.keys(c).back();
      end_key(c, key, source);
      held_.lift(c, key);
    }
    if (!channels_[std::size_t(c)].traces.take_back(source, out_)) return out_.events();
  }
  channels_ = {};
  zones_ = setup_.mpe.zones();
  bend_range_.fill(setup_.mpe.note_bend_range);
  return out_.events();
}

}  // namespace seaglass
