// Whatever is played and however the setup changes while it is: nothing is left sounding, no message gives more than
// may be sent together, and the same messages give the same events.

#include <random>

#include "engine/control/midi_player.h"
#include "tests/catch.h"
#include "tests/support/any_setup.h"
#include "tests/support/channel_messages.h"
#include "tests/support/held_down.h"
#include "tests/support/play.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kEverything = 16 * 128;

// A performance of one kind of message after another, with zones and setups that come and go among them.
class Performance {
 public:
  explicit Performance(unsigned seed) : random_(seed) {}

  std::vector<Event> next() {
    const int channel = 1 + upto(16), key = 40 + upto(24);
    switch (upto(40)) {
      default: return {upto(2) != 0 ? key_down(channel, key, 1 + upto(127)) : key_up(channel, key)};
      case 0: return {wheel(channel, float(upto(201) - 100) / 100)};
      case 1: return {pressure(channel, float(upto(101)) / 100)};
      case 2: return {knob(channel, 74, upto(128))};
      case 3: return {knob(channel, 64, upto(128))};
      case 4: return {knob(channel, 66, upto(128))};
      case 5: return {knob(channel, upto(128), upto(128))};
      case 6: return registered(upto(2) != 0 ? 1 : 16, 6, upto(16));
      case 7: return registered(channel, 0, upto(128));
      case 8: return {key_pressure(channel, key, 0.5f)};
      case 9: return {program_change(channel, upto(128))};
    }
  }

  MidiSetup setup() {
    std::vector<std::uint8_t> bytes(300);
    for (auto& byte : bytes) byte = std::uint8_t(random_());
    ByteSource source(bytes);
    return any_setup(source);
  }

  bool new_setup() { return upto(100) == 0; }

  // Lets go of every key and pedal.
  static std::vector<Event> hands_off() {
    std::vector<Event> messages;
    for (int channel = 1; channel <= 16; channel++) {
      for (int key = 0; key < 128; key++) messages.push_back(key_up(channel, key));
      messages.push_back(knob(channel, 64, 0));
      messages.push_back(knob(channel, 66, 0));
    }
    return messages;
  }

 private:
  int upto(int n) { return int(random_() % unsigned(n)); }
  std::mt19937 random_;
};

// Every batch that a player gives, and what holds of each.
std::vector<Event> play_on(MidiPlayer& player, HeldDown& held, const std::vector<Event>& messages) {
  std::vector<Event> all;
  const auto take = [&](std::span<const Event> events) {
    REQUIRE(events.size() <= EventBatch::kRoom);
    for (const Event& e : events) {
      REQUIRE(e.part < kParts);
      REQUIRE(std::isfinite(e.value));
      REQUIRE(std::isfinite(e.value2));
      if (e.kind == EventKind::kNoteOn || (e.kind == EventKind::kNoteSet && e.index == int(NoteKey::kPitch)))
        REQUIRE((e.value >= kMinPitch && e.value <= kMaxPitch));
      // What is given with a note-on comes after it; later, another channel may have silenced the part.
      if (e.kind == EventKind::kNoteSet && e.value2 != 0) REQUIRE(held.has(e.part, e.id));
      held.apply(e);
      all.push_back(e);
    }
  };
  for (const Event& m : messages) {
    take(player.follow_setup(m.source));
    take(player.play(m));
  }
  return all;
}

void release_all(MidiPlayer& player, HeldDown& held) {
  for (auto events = player.release_all(Source::kMidi); !events.empty(); events = player.release_all(Source::kMidi)) {
    REQUIRE(events.size() <= EventBatch::kRoom);
    for (const Event& e : events) REQUIRE_FALSE((e.kind == EventKind::kController && e.index >= 120));  // it ends its own
    held.apply(events);
  }
}

}  // namespace

TEST_CASE("when all hands are off nothing sounds, after any performance in any setup") {
  for (unsigned seed = 0; seed < 60; seed++) {
    Performance performance(seed);
    MidiPlayer player;
    HeldDown held;
    std::size_t most = 0;
    for (int i = 0; i < 2000; i++) {
      if (performance.new_setup()) player.set_setup(performance.setup());
      play_on(player, held, performance.next());
      most = std::max(most, held.notes());
    }
    CHECK(most > 10);  // or the test would show little
    play_on(player, held, Performance::hands_off());
    CHECK(held.notes() == 0);
    CHECK_FALSE(held.pedals());
  }
}

TEST_CASE("a pulled cable releases all, after any performance in any setup") {
  for (unsigned seed = 100; seed < 160; seed++) {
    Performance performance(seed);
    MidiPlayer player;
    HeldDown held;
    for (int i = 0; i < 500; i++) {
      if (performance.new_setup()) player.set_setup(performance.setup());
      play_on(player, held, performance.next());
    }
    release_all(player, held);
    CHECK(held.notes() == 0);
    CHECK_FALSE(held.pedals());
    // Its keys are forgotten: none has an end of its own any more.
    MidiSetup silent;
    silent.mpe.lower = 15;
    player.set_setup(silent);
    (void)play_on(player, held, {wheel(2, 0)});
    for (int key = 0; key < 128; key++) CHECK(played(player, key_up(2, key)).empty());
  }
}

TEST_CASE("all notes off on every channel ends all, after any performance in any setup") {
  for (const int number : {120, 123}) {
    for (unsigned seed = 200; seed < 230; seed++) {
      Performance performance(seed);
      MidiPlayer player;
      HeldDown held;
      for (int i = 0; i < 500; i++) {
        if (performance.new_setup()) player.set_setup(performance.setup());
        play_on(player, held, performance.next());
      }
      for (int channel = 1; channel <= 16; channel++) play_on(player, held, {knob(channel, number, 0)});
      CHECK(held.notes() == 0);
    }
  }
}

TEST_CASE("every key of every channel at once is within the bound, and all of them end") {
  MidiSetup setup;
  for (int i = 0; i < Layers::kMaxPerKey; i++) REQUIRE(setup.layers.add({.part = std::uint8_t(i), .level_db = -3}));
  setup.mpe = {.lower = 7, .upper = 7};
  for (const auto& [zone_ends, cable] : {std::pair{false, false}, {true, false}, {false, true}}) {
    MidiPlayer player;
    player.set_setup(setup);
    HeldDown held;
    for (int channel = 1; channel <= 16; channel++)
      for (int key = 0; key < 128; key++) play_on(player, held, {wheel(channel, 0.1f), key_down(channel, key)});
    CHECK(held.notes() == std::size_t(kEverything * Layers::kMaxPerKey));
    for (const Event& m : {wheel(3, 1), pressure(3, 1), knob(3, 74, 3), knob(3, 121, 0)}) play_on(player, held, {m});
    if (zone_ends) {
      player.set_setup({});
      play_on(player, held, registered(1, 6, 0));
    }
    if (cable)
      release_all(player, held);
    else
      play_on(player, held, Performance::hands_off());
    CHECK(held.notes() == 0);
  }
}

TEST_CASE("the same messages and setups give the same events") {
  for (unsigned seed = 300; seed < 310; seed++) {
    std::vector<std::vector<Event>> runs;
    for (int run = 0; run < 2; run++) {
      Performance performance(seed);
      MidiPlayer player;
      HeldDown held;
      auto& events = runs.emplace_back();
      for (int i = 0; i < 1000; i++) {
        if (performance.new_setup()) player.set_setup(performance.setup());
        const auto given = play_on(player, held, performance.next());
        events.insert(events.end(), given.begin(), given.end());
      }
    }
    CHECK(runs[0] == runs[1]);
  }
}

TEST_CASE("a model is silent in the end after a performance through a player") {
  for (unsigned seed = 400; seed < 404; seed++) {
    Performance performance(seed);
    MidiPlayer player;
    HeldDown held;
    auto model = make_small_model({.rate = 24000, .voices = 64, .seed = seed});
    const auto apply = [&](const std::vector<Event>& events, int samples) {
      for (const Event& e : events) (void)model->apply(e);
      (void)play(*model, {}, samples, 64);
    };
    int most = 0;
    for (int i = 0; i < 400; i++) {
      if (performance.new_setup()) player.set_setup(performance.setup());
      apply(play_on(player, held, performance.next()), 32);
      most = std::max(most, model->sounding());
    }
    CHECK(most > 20);
    apply(play_on(player, held, Performance::hands_off()), 24000 * 20);
    CHECK(model->sounding() == 0);
  }
}
