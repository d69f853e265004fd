#pragma once
// What a performer turns while the accompanist plays. 0 to 1; at a half the model is left to itself.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/jam/chord.h"
#include "engine/jam/role.h"

namespace seaglass::jam {

enum class Knob : std::uint8_t {
  kDensity,      // notes at a time
  kRegister,     // how high
  kRate,         // onsets a beat
  kTension,      // dissonance
  kChordRate,    // changes of harmony a bar
  kLead,         // 0: harmony goes with what the player plays, 1: it goes its own way
  kSurprise,     // how unexpected the next chord is
  kTemperature,  // how freely notes are drawn
};
inline constexpr int kKnobs = 8;

struct KnobName {
  std::string_view name, help;
};
inline constexpr std::array<KnobName, kKnobs> kKnobNames{{
    {"density", "notes at a time, from single notes to full chords"},
    {"register", "how high it plays"},
    {"rate", "how often it plays, onsets per beat"},
    {"tension", "dissonance, from triads to diminished chords and notes outside them"},
    {"chord_rate", "how often the harmony changes"},
    {"lead", "0 follows your notes, 1 leads with its own harmony"},
    {"surprise", "how unexpected the next chord is"},
    {"temperature", "how freely notes are drawn, from the likeliest to anything"},
}};

struct Knobs {
  std::array<float, kKnobs> value;
  Roles roles = kEveryRole;         // that play
  bool dreams = false;              // plays though the player has played nothing yet
  bool only_in_rests = false;       // silent while the player plays
  std::optional<Chord> locked;      // harmony that is kept

  Knobs() { value.fill(0.5f); }
  float operator[](Knob k) const { return value[std::size_t(k)]; }
  float& operator[](Knob k) { return value[std::size_t(k)]; }
  // -1 to 1: how far from the middle.
  float lean(Knob k) const { return 2 * value[std::size_t(k)] - 1; }
};

}  // namespace seaglass::jam
