#include "engine/jam/listener.h"

#include "tests/catch.h"

using namespace seaglass::jam;

namespace {

std::vector<int> pitches_of(const Listener& listener, Frame frame) {
  std::vector<HeardNote> notes;
  listener.notes_of(frame, notes);
  std::vector<int> pitches;
  for (const HeardNote& n : notes) pitches.push_back(n.pitch + (n.drum ? 1000 : 0));
  return pitches;
}

}  // namespace

TEST_CASE("A frame's notes come low to high, drums last, none twice", "[jam]") {
  Listener listener;
  listener.note_on(2, 67, 90, false);
  listener.note_on(-5, 36, 90, true);
  listener.note_on(0, 60, 90, false);
  listener.note_on(8, 60, 80, false);
  listener.note_on(12, 72, 80, false);
  REQUIRE(pitches_of(listener, 0) == std::vector<int>{60, 67, 1036});
  REQUIRE(pitches_of(listener, 1) == std::vector<int>{72});
  REQUIRE(pitches_of(listener, 2).empty());
}

TEST_CASE("A held note is told from the frame after its onset to the frame of its end", "[jam]") {
  Listener listener;
  listener.note_on(0, 64, 90, false);
  REQUIRE(listener.held_at(0) == 0);
  REQUIRE(listener.held_at(1) == 1 << 4);
  REQUIRE(listener.held_at(40) == 1 << 4);
  listener.note_off(4 * 24, 64, false);
  REQUIRE(listener.held_at(3) == 1 << 4);
  REQUIRE(listener.held_at(4) == 0);
  REQUIRE(listener.sounds_in(3));
  REQUIRE_FALSE(listener.sounds_in(4));
}

TEST_CASE("What is told late is told once, with the first frame that it changes", "[jam]") {
  Listener listener;
  REQUIRE_FALSE(listener.take_changed().has_value());
  listener.note_on(5 * 24, 60, 90, false);
  listener.note_on(3 * 24, 62, 90, false);
  REQUIRE(listener.take_changed() == 3);
  REQUIRE_FALSE(listener.take_changed().has_value());
  listener.note_off(9 * 24, 60, false);
  REQUIRE(listener.take_changed() == 9);
}

TEST_CASE("A pitch struck again ends the one before it, and drums are others' pitches", "[jam]") {
  Listener listener;
  listener.note_on(0, 60, 90, false);
  listener.note_on(24, 60, 90, true);
  REQUIRE(listener.held_at(2) == 1);
  listener.note_on(48, 60, 90, false);
  listener.note_off(72, 60, false);
  REQUIRE(listener.held_at(3) == 0);
  listener.note_on(96, 61, 90, false);
  listener.all_off(100);
  REQUIRE(listener.held_at(6) == 0);
}

TEST_CASE("The listener forgets what is over and keeps what is held", "[jam]") {
  Listener listener;
  listener.note_on(0, 50, 90, false);
  for (int i = 0; i < 10000; i++) {
    listener.note_on(i * 24, 60 + i % 12, 90, false);
    listener.note_off(i * 24 + 12, 60 + i % 12, false);
    listener.forget(i - 32);
  }
  REQUIRE(listener.held_at(9999) == 1 << 2);
  REQUIRE(pitches_of(listener, 9000).empty());
  REQUIRE(pitches_of(listener, 9990).size() == 1);
}
