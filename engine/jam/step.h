#pragma once
// One step of the sequence that the accompanist's network reads. Every frame (sixteenth) begins with a kFrame; then comes what
// the accompanist plays in it (kChord where the harmony changes, notes of its roles in the order of Kind, low to high), then
// what the player plays in it: what the accompanist plays never knows what the player plays in the same frame.

#include <array>
#include <cstdint>

#include "engine/jam/vocabulary.h"

namespace seaglass::jam {

enum class Kind : std::uint8_t { kFrame, kChord, kBass, kComp, kCounter, kDrums, kPlayer, kPlayerDrums };

// [any] What a kind's values are.
constexpr bool is_note(Kind kind) { return kind >= Kind::kBass; }
constexpr bool is_drum(Kind kind) { return kind == Kind::kDrums || kind == Kind::kPlayerDrums; }
constexpr bool is_pitched(Kind kind) { return is_note(kind) && !is_drum(kind); }
constexpr bool has_duration(Kind kind) { return kind >= Kind::kBass && kind <= Kind::kCounter; }
constexpr int value_count(Kind kind) {
  return kind == Kind::kFrame ? 0 : kind == Kind::kChord ? kChordValues : kPitches;
}

struct Step {
  Kind kind = Kind::kFrame;
  std::int64_t frame = 0;          // since the music began
  std::uint8_t place = 24;         // as kPlaces
  std::uint8_t now = kNoChord;     // the harmony that a note sounds in; of a chord: itself

  // Of a note, and `value` of a chord.
  std::int16_t value = 0;          // pitch, key of the kit, or chord
  std::uint8_t micro = kMicros / 2;
  std::uint8_t duration = 0;       // of the pitched roles of the accompanist
  std::uint8_t velocity = 0;

  // Of a frame.
  std::uint8_t meter = 0, style = 0, tempo = 4, roles = 0;
  std::uint16_t held = 0;          // pitch classes that the player still holds from the frames before, a bit each
  std::uint8_t chord = kNoChord;   // the harmony before this frame
  std::uint8_t age = kAges - 1;    // frames since it changed
};

// What a value's odds depend on besides the steps read.
struct Before {
  std::uint8_t chord = kNoChord;   // the harmony before this frame
  std::uint8_t now = kNoChord;     // the harmony at hand
  std::array<std::int16_t, kKinds> last{-1, -1, -1, -1, -1, -1, -1, -1};  // the last value of each kind; -1: none yet
};

}  // namespace seaglass::jam
