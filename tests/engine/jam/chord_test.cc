#include "engine/jam/chord.h"

#include <bit>

#include "tests/catch.h"

using namespace seaglass::jam;

TEST_CASE("A chord's name is read back as the same chord", "[jam]") {
  for (int id = 0; id < kChords; id++) {
    const Chord chord{std::uint8_t(id)};
    INFO(name_of(chord));
    REQUIRE(chord_named(name_of(chord)) == chord);
  }
  REQUIRE(name_of(Chord{}) == "N");
  REQUIRE(chord_named("N") == Chord{});
}

TEST_CASE("Chord symbols are read as players write them", "[jam]") {
  REQUIRE(name_of(*chord_named("Gm7")) == "G:min7");
  REQUIRE(name_of(*chord_named("Bbmaj7")) == "Bb:maj7");
  REQUIRE(name_of(*chord_named("A#maj7")) == "Bb:maj7");
  REQUIRE(name_of(*chord_named("F#")) == "F#:maj");
  REQUIRE(name_of(*chord_named("Cb")) == "B:maj");
  REQUIRE(name_of(*chord_named("Em7b5")) == "E:hdim7");
  for (const char* wrong : {"", "H", "c", "G:", "G:minor", "Gm7x", "7", "C####"}) {
    INFO(wrong);
    REQUIRE_FALSE(chord_named(wrong).has_value());
  }
}

TEST_CASE("Chords have the notes of their names in every key", "[jam]") {
  REQUIRE(members(*chord_named("C")) == 0b000010010001);
  REQUIRE(members(*chord_named("G7")) == ((1 << 7) | (1 << 11) | (1 << 2) | (1 << 5)));
  REQUIRE(members(Chord{}) == 0);
  for (int id = 0; id < kChords; id++) {
    const Chord chord{std::uint8_t(id)};
    const PitchClasses set = members(chord);
    INFO(name_of(chord));
    REQUIRE(contains(set, chord.root()));
    REQUIRE(turned(members(Chord{std::uint8_t(chord.quality())}), chord.root()) == set);
    REQUIRE(std::popcount(set) == (chord.quality() < 5 ? 3 : 4));
  }
}

TEST_CASE("A triad is calmer than a seventh, a diminished seventh the tensest", "[jam]") {
  REQUIRE(tension_of(*chord_named("C")) < tension_of(*chord_named("Cmaj7")));
  REQUIRE(tension_of(*chord_named("Cmaj7")) < tension_of(*chord_named("C7")));
  for (int q = 0; q < kQualities; q++) REQUIRE(tension_of(Chord{std::uint8_t(q)}) <= tension_of(*chord_named("Cdim7")));
}
