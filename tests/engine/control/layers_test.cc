// Splits and layers: what a key plays, and what the wheels and pedals of its channel reach.

#include "engine/control/layers.h"

#include "engine/control/midi_player.h"
#include "tests/catch.h"
#include "tests/support/channel_messages.h"
#include "tests/support/held_down.h"
#include "tests/support/play.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

MidiSetup with(std::initializer_list<Layer> layers) {
  MidiSetup setup;
  for (const Layer& layer : layers) REQUIRE(setup.layers.add(layer));
  return setup;
}

struct Keyboard {
  explicit Keyboard(const MidiSetup& setup) { player.set_setup(setup); }
  std::vector<Event> operator()(const Event& m) { return played(player, m); }
  std::vector<Event> operator()(const std::vector<Event>& m) { return played(player, m); }
  MidiPlayer player;
};

// Part and pitch of each note-on, in order.
using Plays = std::vector<std::pair<int, float>>;
Plays plays(const std::vector<Event>& events) {
  Plays notes;
  for (const Event& e : events)
    if (e.kind == EventKind::kNoteOn) notes.emplace_back(e.part, e.value);
  return notes;
}

std::vector<int> parts_of(const std::vector<Event>& events, EventKind kind) {
  std::vector<int> parts;
  for (const Event& e : events)
    if (e.kind == kind) parts.push_back(e.part);
  return parts;
}

MidiSetup split() { return with({{.high_key = 59, .part = 3}, {.low_key = 60, .part = 5}}); }

}  // namespace

TEST_CASE("a split sends the left hand to one part and the right to another") {
  Keyboard keyboard(split());
  CHECK(plays(keyboard(key_down(1, 59))) == Plays{{3, 59.0f}});
  CHECK(plays(keyboard(key_down(1, 60))) == Plays{{5, 60.0f}});
  CHECK(plays(keyboard(key_down(9, 0))) == Plays{{3, 0.0f}});  // any channel
  CHECK(parts_of(keyboard(key_up(1, 59)), EventKind::kNoteOff) == std::vector{3});
  CHECK(parts_of(keyboard(key_up(1, 60)), EventKind::kNoteOff) == std::vector{5});
  CHECK(keyboard(key_up(1, 60)).empty());
}

TEST_CASE("a key plays all layers that it fits, transposed and at their levels") {
  Keyboard keyboard(with({{.part = 0}, {.part = 1, .transpose = 12, .level_db = -6}, {.part = 2, .transpose = -0.5f}}));
  const auto on = keyboard(key_down(1, 60));
  CHECK(plays(on) == Plays{{0, 60.0f}, {1, 72.0f}, {2, 59.5f}});
  REQUIRE(on.size() == 4);
  CHECK(on[2] == at_onset(note_set(0, on[1].id, NoteKey::kGain, -6, 1)));
  CHECK(parts_of(keyboard(key_up(1, 60)), EventKind::kNoteOff) == std::vector{0, 1, 2});
}

TEST_CASE("layers by velocity follow the curve that the keyboard has") {
  MidiSetup setup = with({{.loudest = 63, .part = 1}, {.softest = 64, .part = 2}});
  Keyboard plain(setup);
  CHECK(plays(plain(key_down(1, 60, 63))) == Plays{{1, 60.0f}});
  CHECK(plays(plain(key_down(1, 60, 64))) == Plays{{2, 60.0f}});
  setup.velocity = velocity_table({.bend = 1});  // a soft touch is enough
  Keyboard light(setup);
  CHECK(plays(light(key_down(1, 60, 40))) == Plays{{2, 60.0f}});
  // The key struck again in the other layer ends the one before.
  const auto softer = light(key_down(1, 60, 5));
  CHECK(plays(softer) == Plays{{1, 60.0f}});
  CHECK(parts_of(softer, EventKind::kNoteOff) == std::vector{2});
}

TEST_CASE("layers of a channel are for that channel, and a channel without one is silent") {
  Keyboard keyboard(with({{.channel = 0, .part = 7}, {.channel = 4, .part = 8}}));
  CHECK(plays(keyboard(key_down(1, 60))) == Plays{{7, 60.0f}});
  CHECK(plays(keyboard(key_down(5, 60))) == Plays{{8, 60.0f}});
  for (const Event& m : {key_down(2, 60), key_up(2, 60), wheel(2, 1), knob(2, 64, 127), program_change(2, 1),
                         pressure(2, 1), key_pressure(2, 60, 1)})
    CHECK(keyboard(m).empty());
}

TEST_CASE("channels that share a part keep their notes apart") {
  Keyboard keyboard(with({{.part = 2}, {.part = 2, .transpose = 7}}));
  HeldDown held;
  held.apply(keyboard({key_down(1, 60), key_down(2, 60), key_down(3, 60)}));
  CHECK(held.notes() == 6);
  held.apply(keyboard(key_up(2, 60)));
  CHECK(held.notes() == 4);
  held.apply(keyboard({key_up(1, 60), key_up(3, 60)}));
  CHECK(held.notes() == 0);
}

TEST_CASE("wheels, pressure and controllers reach every part of a channel's layers, a program the first") {
  Keyboard keyboard(with({{.channel = 0, .high_key = 59, .part = 4}, {.low_key = 60, .part = 2}, {.part = 4}}));
  for (const Event& m : {wheel(1, 0.5f), pressure(1, 0.5f), knob(1, 64, 127), knob(1, 11, 3), knob(1, 123, 0)}) {
    const auto events = keyboard(m);
    REQUIRE(events.size() == 2);
    CHECK(events[0].part == 2);
    CHECK(events[1].part == 4);
    CHECK(events[1].value == m.value);
  }
  CHECK(parts_of(keyboard(program_change(1, 9)), EventKind::kProgram) == std::vector{4});
  CHECK(parts_of(keyboard(program_change(2, 9)), EventKind::kProgram) == std::vector{2});
}

TEST_CASE("key pressure goes to all notes of the key") {
  Keyboard keyboard(with({{.part = 0}, {.part = 1}}));
  const auto on = keyboard(key_down(1, 60));
  const auto pressed = keyboard(key_pressure(1, 60, 0.5f));
  REQUIRE(pressed.size() == 2);
  for (std::size_t i = 0; i < 2; i++) {
    CHECK(pressed[i].kind == EventKind::kNotePressure);
    CHECK(pressed[i].id == on[i].id);
    CHECK(pressed[i].part == on[i].part);
  }
}

TEST_CASE("one key plays eight layers and no more") {
  MidiSetup setup;
  for (int i = 0; i < 12; i++) REQUIRE(setup.layers.add({.part = std::uint8_t(i), .level_db = -1}));
  setup.mpe.lower = 15;
  Keyboard keyboard(setup);
  (void)keyboard({wheel(2, 0.5f), pressure(2, 1)});
  const auto on = keyboard(key_down(2, 60));
  CHECK(plays(on).size() == 8);
  CHECK(on.size() == 8 * 5);  // with gain, pitch, pressure and brightness each
  CHECK(keyboard(wheel(2, 0)).size() == 8);
  CHECK(keyboard(key_up(2, 60)).size() == 8);
}

TEST_CASE("the layers of a key follow its finger together or not at all") {
  MidiSetup setup = with({{.part = 0}, {.part = 1}, {.part = 2}});
  setup.mpe.lower = 15;
  Keyboard keyboard(setup);
  for (int key = 0; key < 30; key++) (void)keyboard(key_down(2, key));
  CHECK(keyboard(pressure(2, 1)).size() == EventBatch::kRoom / 3 * 3);
}

TEST_CASE("a layer that transposes a key out of reach is left out") {
  Keyboard keyboard(with({{.part = 0, .transpose = 48}, {.part = 1}, {.part = 2, .transpose = -48}}));
  CHECK(plays(keyboard(key_down(1, 100))) == Plays{{1, 100.0f}, {2, 52.0f}});
  CHECK(plays(keyboard(key_down(1, 20))) == Plays{{0, 68.0f}, {1, 20.0f}});
}

TEST_CASE("the notes of a zone go where its manager's layers say") {
  MidiSetup setup =
      with({{.channel = 0, .high_key = 59, .part = 3}, {.channel = 0, .part = 6}, {.channel = 1, .part = 9}});
  setup.mpe.lower = 15;
  Keyboard keyboard(setup);
  CHECK(plays(keyboard(key_down(2, 50))) == Plays{{3, 50.0f}, {6, 50.0f}});
  CHECK(plays(keyboard(key_down(7, 70))) == Plays{{6, 70.0f}});
  CHECK(parts_of(keyboard(wheel(2, 0.5f)), EventKind::kNoteSet) == std::vector{3, 6});
  CHECK(parts_of(keyboard(wheel(1, 0.5f)), EventKind::kBend) == std::vector{3, 6});
  CHECK(parts_of(keyboard(knob(1, 123, 0)), EventKind::kController) == std::vector{3, 6});
}

TEST_CASE("a note-off reaches what its note-on reached, whatever the layers have become") {
  Keyboard keyboard(split());
  HeldDown held;
  held.apply(keyboard({key_down(1, 50), key_down(1, 70), key_down(2, 70)}));
  CHECK(held.notes() == 3);
  keyboard.player.set_setup(with({{.channel = 0, .part = 9}}));
  held.apply(keyboard(key_up(1, 50)));
  held.apply(keyboard(key_up(2, 70)));
  CHECK(held.notes() == 1);
  keyboard.player.set_setup({});
  held.apply(keyboard(key_up(1, 70)));
  CHECK(held.notes() == 0);
}

TEST_CASE("all notes off reaches notes on parts that the layers no longer name") {
  Keyboard keyboard(split());
  HeldDown held;
  held.apply(keyboard({key_down(1, 50), key_down(1, 70)}));
  keyboard.player.set_setup(with({{.part = 9}}));
  held.apply(keyboard({key_down(1, 60), knob(1, 123, 0)}));
  CHECK(held.notes() == 0);
}

TEST_CASE("a part that a channel no longer reaches keeps no pedal of it") {
  Keyboard keyboard(with({{.part = 0}, {.part = 1}}));
  HeldDown held;
  held.apply(keyboard({knob(1, 64, 127), wheel(1, 0.5f)}));
  keyboard.player.set_setup(with({{.part = 1}}));
  const auto events = keyboard(knob(1, 64, 0));
  held.apply(events);
  CHECK_FALSE(held.pedals());
  CHECK(events == std::vector{knob(1, 121, 0), knob(2, 64, 0)});
}

TEST_CASE("layers that name no part, or are too many, are refused") {
  Layers layers;
  CHECK_FALSE(layers.add({.part = 16}));
  CHECK_FALSE(layers.add({.channel = 16}));
  CHECK(layers.empty());
  for (int i = 0; i < Layers::kMax; i++) CHECK(layers.add({}));
  CHECK_FALSE(layers.add({}));
  CHECK(layers.parts_of(5) == part_set(0));
  CHECK(Layers().parts_of(5) == part_set(5));
}
