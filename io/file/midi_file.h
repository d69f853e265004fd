#pragma once
// Standard MIDI files, formats 0 and 1, as events in seconds. The file may be anything at all:
// every length is checked before memory is taken for it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/event.h"
#include "io/errors.h"

namespace seaglass::io {

inline constexpr std::size_t kMaxMidiFile = 64u << 20;      // bytes
inline constexpr std::size_t kMaxMidiEvents = 10'000'000;

struct ScoreEvent {
  double seconds = 0;
  Event event;  // source kScore; at and order are left to whoever plays it
};

// [control] In order of time; events of the same tick keep the order of the file, track by track.
// Throws FileError.
std::vector<ScoreEvent> read_midi_file(const std::string& path);

// [control] The same of bytes in memory; `name` stands in the errors.
std::vector<ScoreEvent> read_midi_bytes(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace seaglass::io
