#pragma once
// The ports that RtMidi sees, for inputs and outputs alike.

#include <string>
#include <vector>

class RtMidi;

namespace seaglass::io {

// [control], all.

// Opening the sequencer without its device node is an error that alsa-lib and RtMidi both print.
bool alsa_sequencer_exists();

// In the order of their numbers. Throws RtMidiError.
std::vector<std::string> port_names(RtMidi& midi);

// For a sentence: "'nanoKEY2', 'Twister'", or "none".
std::string listed(const std::vector<std::string>& names);

}  // namespace seaglass::io
