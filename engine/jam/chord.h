#pragma once
// Chords as the accompanist names them: a root and a quality, id = 10 x root + quality.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/jam/vocabulary.h"

namespace seaglass::jam {

using PitchClasses = std::uint16_t;  // a bit each, C the lowest

// One chord, or none.
struct Chord {
  std::uint8_t id = kChords;

  bool none() const { return id >= kChords; }
  int root() const { return id / kQualities; }
  int quality() const { return id % kQualities; }
  friend bool operator==(Chord, Chord) = default;
};

// All functions [any].

// Its pitch classes; 0 for none.
PitchClasses members(Chord chord);

// How much a quality asks to be resolved, 0 to 1: what the tension control leans on. Triads 0, fully diminished 1.
float tension_of(Chord chord);

// "G:min7", "N" for none.
std::string name_of(Chord chord);

// The chord of a name as name_of() gives it, or with a plain symbol's spelling ("Gm7", "Bbmaj7", "F#"): nothing if it is
// neither.
std::optional<Chord> chord_named(std::string_view text);

constexpr bool contains(PitchClasses set, int pitch) { return (set >> (pitch % 12)) & 1; }

// A set moved up.
constexpr PitchClasses turned(PitchClasses set, int semitones) {
  const int by = ((semitones % 12) + 12) % 12;
  return PitchClasses(((set << by) | (set >> (12 - by))) & 0xfff);
}

}  // namespace seaglass::jam
