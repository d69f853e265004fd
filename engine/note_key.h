#pragma once
// What a sounding note can be told: the keys of a kNoteSet event, of which OSC's /note/set and /note/on know the names.
// Five are the note's own in every way (NoteKey); the others are parameters that the table marks PerNote::kOwn, and a
// value given to a note replaces, for that note alone and from then on, what its part says.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/event.h"
#include "engine/parameter.h"

namespace seaglass {

// Where a note can be: MIDI keys with fraction, from below hearing to above it.
inline constexpr float kMinPitch = -12, kMaxPitch = 140;

struct NoteKeyRange {
  std::string_view name;
  std::uint8_t index;   // of a kNoteSet event
  float min, max;
  bool strict = false;  // what lies outside is wrong, not clamped
};

// [any] The keys that are no parameters; those marked PerNote::kOwn come on top.
std::span<const NoteKeyRange> plain_note_keys();

// [any] The key called so, if there is one.
std::optional<NoteKeyRange> find_note_key(std::string_view name);

// [any] Index of the kNoteSet event that gives a note its own value of this parameter.
constexpr std::uint8_t own_value_index(ParameterId id) { return std::uint8_t(kOwnValue + int(id)); }

// [any] The parameter of which a kNoteSet event with this index gives the note its own value, if it does.
std::optional<ParameterId> own_value_of(std::uint8_t index);

}  // namespace seaglass
