#pragma once
// A rig: how a performer's keyboards play the instrument, in a text file that people write. One thing on each line:
//
//   tuning werckmeister.scl keyboard.kbm     Scala files; the second may be left out
//   a4 442                                   Hz
//   transpose -2                             semitones
//   velocity 12 110 0.3                      softest, loudest, bend: as calibration finds them
//   mpe lower 15 bend 48                     members of a zone; bend: range of a note's own, in semitones
//   part 2 place "double bass"               parameters too: part 2 volume -3, part 2 output 2
//   layer part 2 channel 1 keys 0 59         also: velocities 1 90, transpose -12, level -3
//
// Files are named from the rig's own folder, or lie in a folder of tunings. A line that begins with # is a comment.

#include <string>
#include <string_view>

#include "engine/control/midi_setup.h"
#include "engine/patch/settings.h"
#include "io/errors.h"

namespace seaglass::io {

struct Rig {
  MidiSetup midi;
  Settings settings;  // of the parts that it names

  friend bool operator==(const Rig&, const Rig&) = default;
};

// [control] Both throw FileError, with the number of the line that is wrong and what is wrong with it.
Rig read_rig(const std::string& path, const std::string& tunings = {});

// `name` is for the sentences, and its folder for the files that it names; what is not there is looked for in `tunings`.
Rig parse_rig(std::string_view text, const std::string& name, const std::string& tunings = {});

}  // namespace seaglass::io
