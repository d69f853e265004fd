// What the standard setup gives, and what a tuning and a velocity curve change in it.

#include "engine/control/midi_player.h"

#include <atomic>
#include <random>
#include <thread>

#include "tests/catch.h"
#include "tests/support/channel_messages.h"
#include "tests/support/play.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

// Any message at all, but for RPN 6, which sets up zones.
Event any_message(std::mt19937& random) {
  const auto upto = [&](int n) { return int(random() % unsigned(n)); };
  const int channel = 1 + upto(16), number = upto(128), value = upto(128);
  switch (upto(7)) {
    case 0: return key_down(channel, number, std::max(value, 1));
    case 1: return key_up(channel, number);
    case 2: return key_pressure(channel, number, float(value) / 127);
    case 3: return knob(channel, number == 100 ? 101 : number, value);
    case 4: return wheel(channel, float(value - 64) / 64);
    case 5: return pressure(channel, float(value) / 127);
    default: return program_change(channel, number);
  }
}

}  // namespace

TEST_CASE("with the standard setup every message gives the one event that it says") {
  MidiPlayer player;
  std::mt19937 random(1);
  for (int i = 0; i < 200'000; i++) {
    const Event m = any_message(random);
    const auto events = played(player, m);
    REQUIRE(events.size() == 1);
    REQUIRE(events[0] == m);
  }
}

TEST_CASE("a standard setup that is set again changes nothing, whatever is down") {
  MidiPlayer player;
  std::mt19937 random(2);
  for (int i = 0; i < 20'000; i++) {
    if (i % 7 == 0) player.set_setup({});
    const Event m = any_message(random);
    const auto events = played(player, m);
    REQUIRE(events.size() == 1);
    REQUIRE(events[0] == m);
  }
}

TEST_CASE("what is no channel message gives nothing") {
  MidiPlayer player;
  CHECK(played(player, message(EventKind::kPanic, 1, 0, 0, 0)).empty());
  CHECK(played(player, message(EventKind::kControl, 1, 0, 0, 0)).empty());
  CHECK(played(player, message(EventKind::kNoteOn, 17, 0, 60, 60, 1)).empty());
  CHECK(played(player, message(EventKind::kNoteOn, 1, 0, 128, 60, 1)).empty());
  CHECK(played(player, message(EventKind::kNoteOff, 1, 0, -1, 60)).empty());
}

TEST_CASE("notes play the tuning of their moment, and end whatever it has become") {
  MidiPlayer player;
  MidiSetup setup;
  setup.tuning.set(60, 60.25);
  setup.tuning.silence(61);
  player.set_setup(setup);
  CHECK(played(player, key_down(1, 60)) == std::vector{note_on(0, 60, 60.25f, 1)});
  CHECK(played(player, key_down(1, 61)).empty());
  CHECK(played(player, key_down(1, 62)) == std::vector{note_on(0, 62, 62, 1)});

  setup.tuning = Tuning().shifted(-1);
  player.set_setup(setup);
  CHECK(played(player, key_up(1, 60)) == std::vector{key_up(1, 60)});
  CHECK(played(player, key_down(1, 60)) == std::vector{note_on(0, 60, 59, 1)});

  // A key that goes silent while it is down: struck again, its old note ends.
  setup.tuning.silence(60);
  player.set_setup(setup);
  CHECK(played(player, key_down(1, 60)) == std::vector{key_up(1, 60)});
}

TEST_CASE("velocities go through the curve, releases do not") {
  MidiPlayer player;
  MidiSetup setup;
  setup.velocity = velocity_table({.softest = 20, .loudest = 100, .bend = 1});
  player.set_setup(setup);
  for (int v = 1; v < 128; v++) {
    CHECK(played(player, key_down(1, 60, v)) == std::vector{note_on(0, 60, 60, setup.velocity[std::size_t(v)])});
    Event up = key_up(1, 60);
    up.value2 = float(v) / 127;
    CHECK(played(player, up) == std::vector{up});
  }
}

TEST_CASE("the newest of several setups counts") {
  MidiPlayer player;
  for (int i = 0; i < 5; i++) {
    MidiSetup setup;
    setup.tuning = Tuning().shifted(i);
    player.set_setup(setup);
  }
  CHECK(played(player, key_down(1, 60)) == std::vector{note_on(0, 60, 64, 1)});
}

TEST_CASE("events carry the source of their message") {
  MidiPlayer player;
  MidiSetup setup;
  setup.mpe.lower = 3;
  player.set_setup(setup);
  Event m = key_down(2, 60);
  m.source = Source::kScore;
  for (const Event& e : played(player, m)) CHECK(e.source == Source::kScore);
  for (const Event& e : player.release_all(Source::kScore)) CHECK(e.source == Source::kScore);
}

TEST_CASE("setups that another thread replaces while notes are played arrive whole") {
  MidiPlayer player;
  std::atomic<bool> over{false};
  std::thread control([&] {
    for (int n = 0; !over; n = (n + 1) % kParts) {
      MidiSetup setup;
      setup.tuning = Tuning().shifted(n);
      (void)setup.layers.add({.part = std::uint8_t(n)});
      player.set_setup(setup);
    }
  });
  PartSet seen = 0;
  bool whole = true;
  for (int i = 0; i < 200'000 || seen == 0; i++) {
    for (const Event& e : played(player, {key_down(1, 60), key_up(1, 60)})) {
      if (e.kind != EventKind::kNoteOn || e.id == 60) continue;  // before the first setup
      seen |= part_set(e.part);
      whole = whole && e.value == 60.0f + float(e.part);
    }
  }
  over = true;
  control.join();
  CHECK(whole);
  CHECK(seen != 0);
}
