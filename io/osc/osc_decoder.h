#pragma once
// From a message to what it means. The addresses are those of osc_method.h.

#include "io/osc/osc_meaning.h"

namespace seaglass::io {

// [net] Bounded. Events may say when they are meant to be: `at SECONDS` at the end, so long after what comes
// with them sounds, or `beat BEAT`, of the transport.
//
// Keys are pitch, pressure, gain, pan and brightness, which come on top of what the part says, and
// the parameters that the table marks PerNote::kOwn: the note's own value replaces the part's from
// then on, for that note alone (engine/note_key.h). Given with /note/on they hold from the note's
// first sample; a text after the velocity begins the pairs.
// Without a part notes go to part 1, /control and /place to all; /note/off and /note/set find
// their note in whatever part it sounds. Pitch is -12 to 140; velocity 0 to 1,
// overshoot up to 0.001 is clamped; parameters and keys other than pitch are clamped to their
// range. NaN and infinities are wrong everywhere.
void decode_osc(const OscMessage& message, const PlaceFinder& find_place, OscMeaning& meaning);

}  // namespace seaglass::io
