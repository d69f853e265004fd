#pragma once
// A score as a player would play it live: recordings of MPE controllers bend each note by itself, and a tuning or
// layers may be laid over it.

#include <vector>

#include "engine/control/midi_setup.h"
#include "io/file/midi_file.h"

namespace seaglass::io {

// [control] What a MidiPlayer gives for the messages of a score, in their order and at their times. Throws FileError
// when that is more than kMaxMidiEvents; `name` stands in the sentence.
std::vector<ScoreEvent> play_score(const std::vector<ScoreEvent>& score, const MidiSetup& setup,
                                   const std::string& name);

}  // namespace seaglass::io
