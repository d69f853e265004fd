#pragma once
// One player's part of a MIDI file in beats: the first track that has notes.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace seaglass::io {

struct PartNote {
  double onset = 0, end = 0;  // quarter notes from the file's start
  int pitch = 0, velocity = 0, channel = 0;
};

struct PartTempo {
  double at = 0;  // quarter notes
  double bpm = 120;
};

struct PartMeter {
  double at = 0;  // quarter notes
  int numerator = 4, denominator = 4;
};

struct MidiPart {
  std::string track;             // its name, empty where it has none
  std::vector<PartNote> notes;   // by onset
  std::vector<PartTempo> tempos;  // of the whole file, by time
  std::vector<PartMeter> meters;  // likewise; none: the file does not say
};

// [control] Throws FileError: also where no track has notes, and for a part of more than a million notes or six hours. A
// note that is never ended ends with the last event of its track.
MidiPart read_midi_part(const std::string& path);

// [control] The same of bytes in memory; `name` stands in the errors.
MidiPart read_midi_part(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace seaglass::io
