// MIDI Polyphonic Expression through a player, message by message.

#include <set>

#include "engine/control/midi_player.h"
#include "tests/catch.h"
#include "tests/support/channel_messages.h"
#include "tests/support/held_down.h"
#include "tests/support/play.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

// A note of a member: its id, and what it has with its onset.
std::int32_t id_of(int channel, int key) { return channel << 8 | key; }

std::vector<Event> onset(int channel, int key, float bend_to, float pressure, float brightness, int part = 0) {
  const int id = id_of(channel, key);
  std::vector<Event> events{note_on(0, id, float(key), 1, part)};
  if (bend_to != float(key)) events.push_back(at_onset(note_set(0, id, NoteKey::kPitch, bend_to, part)));
  events.push_back(at_onset(note_set(0, id, NoteKey::kPressure, pressure, part)));
  events.push_back(at_onset(note_set(0, id, NoteKey::kBrightness, brightness, part)));
  return events;
}
std::vector<Event> onset(int channel, int key, int part = 0) { return onset(channel, key, float(key), 0, 0, part); }

Event note_end(int channel, int key, int part = 0) {
  Event e = note_off(0, id_of(channel, key), part);
  e.value = float(key);
  return e;
}

// A player with a lower zone of so many members, set up by message.
struct Mpe {
  explicit Mpe(int members = 15) { (void)played(player, registered(1, 6, members)); }
  std::vector<Event> operator()(const Event& m) { return played(player, m); }
  std::vector<Event> operator()(const std::vector<Event>& m) { return played(player, m); }
  MidiPlayer player;
};

Event bend_range_of(int part, float range = 2) {
  Event e = control(0, ParameterId::kBendRange, range, part);
  e.source = Source::kMidi;
  return e;
}

}  // namespace

TEST_CASE("the configuration message sets up zones on channels 1 and 16 and nowhere else") {
  MidiPlayer player;
  CHECK(played(player, registered(1, 6, 7)).back() == bend_range_of(0));
  CHECK(played(player, registered(16, 6, 4)).back() == bend_range_of(15));
  CHECK(player.zones().members(MpeZones::kLower) == 7);
  CHECK(player.zones().members(MpeZones::kUpper) == 4);
  for (int channel = 2; channel < 16; channel++) (void)played(player, registered(channel, 6, 3));
  CHECK(player.zones().members(MpeZones::kLower) == 7);
  CHECK(player.zones().members(MpeZones::kUpper) == 4);
  (void)played(player, registered(1, 6, 16));  // no number of members
  CHECK(player.zones().members(MpeZones::kLower) == 7);
  (void)played(player, registered(16, 6, 12));  // takes from the lower zone
  CHECK(player.zones().members(MpeZones::kLower) == 2);
}

TEST_CASE("other parameter numbers, and those that are not registered, set up nothing") {
  MidiPlayer player;
  (void)played(player, registered(1, 5, 7));
  (void)played(player, {knob(1, 101, 1), knob(1, 100, 6), knob(1, 6, 7)});
  (void)played(player, {knob(1, 101, 0), knob(1, 100, 6), knob(1, 99, 0), knob(1, 98, 6), knob(1, 6, 7)});
  (void)played(player, {knob(1, 101, 0), knob(1, 100, 6), knob(1, 101, 127), knob(1, 100, 127), knob(1, 6, 7)});
  (void)played(player, {knob(1, 101, 0), knob(1, 100, 6), knob(1, 121, 0), knob(1, 6, 7)});
  (void)played(player, {knob(2, 101, 0), knob(2, 100, 6), knob(1, 6, 7)});
  CHECK(player.zones() == MpeZones());
  MidiSetup setup;
  setup.mpe.by_message = false;
  player.set_setup(setup);
  CHECK(played(player, registered(1, 6, 7)) == registered(1, 6, 7));
  CHECK(player.zones() == MpeZones());
}

TEST_CASE("members' notes play on their manager's part, with ids that tell channels apart") {
  MidiPlayer player;
  (void)played(player, registered(1, 6, 5));
  (void)played(player, registered(16, 6, 5));
  CHECK(played(player, key_down(2, 60)) == onset(2, 60));
  CHECK(played(player, key_down(3, 60)) == onset(3, 60));
  CHECK(played(player, key_down(15, 60)) == onset(15, 60, 15));
  CHECK(played(player, key_down(8, 60)) == std::vector{key_down(8, 60)});  // in no zone
  CHECK(played(player, key_up(3, 60)) == std::vector{note_end(3, 60)});
  CHECK(played(player, key_up(15, 60)) == std::vector{note_end(15, 60, 15)});
  CHECK(played(player, key_up(15, 60)).empty());
  std::set<std::int32_t> ids;
  for (int channel = 1; channel <= 6; channel++)
    for (int key = 0; key < 128; key++) ids.insert(played(player, key_down(channel, key))[0].id);
  CHECK(ids.size() == 6 * 128);
}

TEST_CASE("what a member says before its note-on belongs to the note, and to that one only") {
  Mpe mpe;
  CHECK(mpe({wheel(2, 0.25f), pressure(2, 0.5f), knob(2, 74, 127)}).empty());
  CHECK(mpe(key_down(2, 60)) == onset(2, 60, 72, 0.5f, 6));
  CHECK(mpe(key_down(3, 60)) == onset(3, 60));
  // And it is still what the channel says when its next note begins.
  CHECK(mpe(key_up(2, 60)) == std::vector{note_end(2, 60)});
  CHECK(mpe(wheel(2, 0)).empty());
  CHECK(mpe(key_down(2, 62)) == onset(2, 62, 62, 0.5f, 6));
}

TEST_CASE("a sounding note follows its finger in pitch, brightness and pressure") {
  Mpe mpe;
  (void)mpe(key_down(2, 60));
  (void)mpe(key_down(3, 64));
  CHECK(mpe(wheel(2, 0.5f)) == std::vector{note_set(0, id_of(2, 60), NoteKey::kPitch, 84)});
  CHECK(mpe(wheel(3, -0.25f)) == std::vector{note_set(0, id_of(3, 64), NoteKey::kPitch, 52)});
  CHECK(mpe(wheel(2, 0)) == std::vector{note_set(0, id_of(2, 60), NoteKey::kPitch, 60)});
  CHECK(mpe(pressure(3, 0.75f)) == std::vector{note_set(0, id_of(3, 64), NoteKey::kPressure, 0.75f)});
  for (const int position : {0, 1, 63, 64, 65, 127}) {
    // The same curve as controller 74 of a whole part.
    const float expected = value_of_controller(ParameterId::kBrightness, float(position));
    CHECK(mpe(knob(2, 74, position)) == std::vector{note_set(0, id_of(2, 60), NoteKey::kBrightness, expected)});
  }
  (void)mpe(key_up(2, 60));
  CHECK(mpe(wheel(2, 1)).empty());  // its release is not bent
}

TEST_CASE("pitches stay within the reach of notes however far they are bent") {
  Mpe mpe;
  (void)mpe(key_down(2, 127));
  CHECK(mpe(wheel(2, 1)).at(0).value == kMaxPitch);
  (void)mpe(key_down(3, 0));
  CHECK(mpe(wheel(3, -1)).at(0).value == kMinPitch);
}

TEST_CASE("the bend range of one member is that of all, and the manager has its own") {
  Mpe mpe;
  CHECK(mpe(registered(5, 0, 12)).empty());
  (void)mpe(key_down(2, 60));
  CHECK(mpe(wheel(2, 1)).at(0).value == 72);
  CHECK(mpe(knob(5, 38, 50)).empty());  // and 50 cents
  CHECK(mpe(wheel(2, 1)).at(0).value == 72.5f);
  CHECK(mpe(registered(5, 0, 127)).empty());
  (void)mpe(key_down(3, 10));
  CHECK(mpe(wheel(3, 1)).at(0).value == 10 + 96);  // the most that there is
  // On the manager it is the part's, by the very messages.
  CHECK(mpe(registered(1, 0, 12)) == registered(1, 0, 12));
  CHECK(mpe(wheel(3, 1)).at(0).value == 10 + 96);
  // A new configuration puts both back.
  CHECK(mpe(registered(1, 6, 15)).back() == bend_range_of(0));
  CHECK(mpe(wheel(3, 1)).at(0).value == 10 + 48);
}

TEST_CASE("each zone has a bend range of its own") {
  MidiPlayer player;
  (void)played(player, registered(1, 6, 5));
  (void)played(player, registered(16, 6, 5));
  (void)played(player, registered(15, 0, 24));
  (void)played(player, key_down(2, 60));
  (void)played(player, key_down(14, 60));
  CHECK(played(player, wheel(2, 0.5f)).at(0).value == 84);
  CHECK(played(player, wheel(14, 0.5f)).at(0).value == 72);
}

TEST_CASE("the manager's wheel, pressure, slide, pedals and program are for the whole zone") {
  Mpe mpe;
  (void)mpe(key_down(2, 60));
  for (const Event& m : {wheel(1, 0.5f), pressure(1, 0.5f), knob(1, 74, 100), knob(1, 64, 127), knob(1, 66, 127),
                         knob(1, 7, 90), program_change(1, 3)})
    CHECK(mpe(m) == std::vector{m});
  // Notes of the manager itself are plain ones, of the same part, and may have key pressure.
  CHECK(mpe(key_down(1, 60)) == std::vector{key_down(1, 60)});
  CHECK(mpe(key_pressure(1, 60, 0.5f)) == std::vector{key_pressure(1, 60, 0.5f)});
  CHECK(mpe(key_up(1, 60)) == std::vector{key_up(1, 60)});
}

TEST_CASE("what a member must not say is left out") {
  Mpe mpe;
  (void)mpe(key_down(2, 60));
  for (const Event& m : {knob(2, 64, 127), knob(2, 66, 127), knob(2, 1, 50), knob(2, 7, 0), knob(2, 0, 3),
                         knob(2, 122, 0), key_pressure(2, 60, 1), program_change(2, 4)})
    CHECK(mpe(m).empty());
}

TEST_CASE("several notes on one member channel all follow it, and each ends by itself") {
  Mpe mpe;
  (void)mpe(key_down(2, 60));
  (void)mpe(key_down(2, 64));
  CHECK(mpe(wheel(2, 0.5f)) ==
        std::vector{note_set(0, id_of(2, 64), NoteKey::kPitch, 88), note_set(0, id_of(2, 60), NoteKey::kPitch, 84)});
  CHECK(mpe(key_up(2, 60)) == std::vector{note_end(2, 60)});
  CHECK(mpe(wheel(2, 0)) == std::vector{note_set(0, id_of(2, 64), NoteKey::kPitch, 64)});
  CHECK(mpe(key_up(2, 64)) == std::vector{note_end(2, 64)});
}

TEST_CASE("of more notes than one message can tell, the newest follow") {
  Mpe mpe;
  for (int key = 0; key < 128; key++) (void)mpe(key_down(2, key));
  const auto told = mpe(pressure(2, 1));
  CHECK(told.size() == EventBatch::kRoom);
  CHECK(told.front().id == id_of(2, 127));
  CHECK(told.back().id == id_of(2, 128 - int(EventBatch::kRoom)));
}

TEST_CASE("a key struck again and again is one note") {
  Mpe mpe;
  for (int i = 0; i < 300; i++) CHECK(mpe(key_down(2, 60)) == onset(2, 60));
  CHECK(mpe(pressure(2, 1)) == std::vector{note_set(0, id_of(2, 60), NoteKey::kPressure, 1)});
  CHECK(mpe(key_up(2, 60)) == std::vector{note_end(2, 60)});
  CHECK(mpe(pressure(2, 0)).empty());
}

TEST_CASE("a member that resets its controllers lets its notes go back, and only those") {
  Mpe mpe;
  (void)mpe({wheel(2, 0.5f), pressure(2, 1), knob(2, 74, 0), wheel(3, 0.5f), key_down(2, 60), key_down(3, 60)});
  CHECK(mpe(knob(2, 121, 0)) == std::vector{note_set(0, id_of(2, 60), NoteKey::kPitch, 60),
                                            note_set(0, id_of(2, 60), NoteKey::kPressure, 0),
                                            note_set(0, id_of(2, 60), NoteKey::kBrightness, 0)});
  CHECK(mpe(key_down(2, 62)) == onset(2, 62));
}

TEST_CASE("all notes off ends a member's notes on a member, and the zone's on its manager") {
  for (const int number : {120, 123, 124, 127}) {
    Mpe mpe;
    (void)mpe({key_down(2, 60), key_down(3, 60), key_down(3, 64)});
    CHECK(mpe(knob(3, number, 0)) == std::vector{note_end(3, 60), note_end(3, 64)});
    CHECK(mpe(key_up(3, 60)).empty());
    CHECK(mpe(knob(1, number, 0)) == std::vector{knob(1, number, 0)});
    CHECK(mpe(key_up(2, 60)).empty());
  }
}

TEST_CASE("a member with more notes than one message can end has its part silenced") {
  Mpe mpe;
  for (int key = 0; key < 128; key++) (void)mpe(key_down(2, key));
  CHECK(mpe(knob(2, 123, 0)) == std::vector{knob(1, 123, 0)});
}

TEST_CASE("channels that enter or leave a zone end their notes and take their pedals back") {
  MidiPlayer player;
  HeldDown held;
  const auto play = [&](const std::vector<Event>& messages) {
    const auto events = played(player, messages);
    held.apply(events);
    return events;
  };
  play({key_down(1, 50), key_down(3, 60), knob(3, 64, 127), key_down(9, 70)});
  play(registered(1, 6, 5));
  CHECK(held.notes() == 1);  // channel 9 is in no zone
  CHECK_FALSE(held.pedals());
  play({key_down(2, 60), key_down(5, 60), key_down(1, 40), knob(1, 64, 127)});
  play(registered(1, 6, 3));  // 5 and 6 leave
  CHECK(held.notes() == 3);
  CHECK(held.has(0, id_of(2, 60)));
  CHECK(held.pedals());       // the zone goes on, and so does its pedal
  play(registered(1, 6, 3));  // no change at all
  CHECK(held.notes() == 3);
  play(registered(1, 6, 0));
  CHECK(held.notes() == 1);
  CHECK_FALSE(held.pedals());
  CHECK(play({key_down(2, 60)}) == std::vector{key_down(2, 60)});  // as before all this
}

TEST_CASE("values from before a zone do not reach into it") {
  MidiPlayer player;
  (void)played(player, {wheel(2, 0.5f), pressure(2, 1), knob(2, 74, 127)});
  (void)played(player, registered(1, 6, 3));
  CHECK(played(player, key_down(2, 60)) == onset(2, 60));
}

TEST_CASE("a controller that says nothing of zones is set up by hand") {
  MidiPlayer player;
  MidiSetup setup;
  setup.mpe = {.lower = 15, .note_bend_range = 24};
  player.set_setup(setup);
  CHECK(played(player, wheel(16, 0.5f)) == std::vector{bend_range_of(0)});
  CHECK(played(player, key_down(16, 60)) == onset(16, 60, 72, 0, 0));
  setup.mpe = {};
  player.set_setup(setup);
  const auto off = played(player, key_down(16, 62));
  REQUIRE(off.size() == 2);
  CHECK(off[0] == note_end(16, 60));
  CHECK(off[1] == key_down(16, 62));
}

TEST_CASE("another setup with the same zones leaves those alone that a controller has set up") {
  Mpe mpe(4);
  (void)mpe(key_down(2, 60));
  MidiSetup setup;
  setup.tuning = Tuning().shifted(1);
  mpe.player.set_setup(setup);
  // The sounding note keeps its pitch under the bend, the next one has the new tuning.
  CHECK(mpe(wheel(2, 0.5f)) == std::vector{note_set(0, id_of(2, 60), NoteKey::kPitch, 84)});
  CHECK(mpe(key_down(2, 62)).at(0).value == 63);
}

TEST_CASE("bends of members go from the tuned pitch") {
  MidiPlayer player;
  MidiSetup setup;
  setup.mpe.lower = 15;
  setup.tuning.set(60, 60.5);
  player.set_setup(setup);
  const auto events = played(player, {wheel(2, 0.25f), key_down(2, 60)});
  REQUIRE(events.size() == 5);
  CHECK(events[1].value == 60.5f);
  CHECK(events[2] == at_onset(note_set(0, id_of(2, 60), NoteKey::kPitch, 72.5f)));
  CHECK(played(player, wheel(2, -0.25f)).at(0).value == 48.5f);
}

TEST_CASE("a cable pulled out of a zone releases it and goes back to what was set up by hand") {
  Mpe mpe;
  (void)mpe({key_down(2, 60), wheel(1, 0.5f), knob(1, 64, 127)});
  HeldDown held;
  held.apply(note_on(0, id_of(2, 60), 60));
  held.apply(knob(1, 64, 127));
  const auto events = mpe.player.release_all(Source::kMidi);
  CHECK(events.size() <= EventBatch::kRoom);
  held.apply(events);
  CHECK(held.notes() == 0);
  CHECK_FALSE(held.pedals());
  CHECK(std::count(events.begin(), events.end(), wheel(1, 0)) == 1);  // it goes back too
  CHECK(events.size() == 3);
  CHECK(mpe(key_down(2, 60)) == std::vector{key_down(2, 60)});
}
