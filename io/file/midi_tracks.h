#pragma once
// The tracks of a standard MIDI file, event by event. The file may be anything at all: every length is checked.

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "io/file/midi_track.h"

namespace seaglass::io {

// [control] Ticks a beat, or frames a second and ticks a frame, as the header has it; `name` stands in the errors.
// Throws FileError.
int midi_division(std::span<const std::uint8_t> bytes, const std::string& name);

// [control] Calls visit(track, where it stands) at every event of every track, tracks counted from 0. Throws FileError.
void for_each_midi_event(std::span<const std::uint8_t> bytes, const std::string& name,
                         const std::function<void(int, const MidiTrack&)>& visit);

}  // namespace seaglass::io
