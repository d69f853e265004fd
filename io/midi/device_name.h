#pragma once
// The name by which a controller is known, whichever socket it is plugged into.

#include <string>
#include <string_view>
#include <vector>

namespace seaglass::io {

// [any] but real-time threads. From the name of its port: "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", whose last numbers
// change with every plugging, is "nanoKONTROL2".
std::string device_name_of(std::string_view port);

// [any] but real-time threads. The same on JACK, where the bridges to ALSA hide it in a port's name or in an alias:
// "a2j:nanoKONTROL2 [24] (capture): nanoKONTROL2 MIDI 1", and "system:midi_capture_1" that is also called
// "alsa_pcm:nanoKONTROL2/midi_capture_1" or "alsa_pcm:in-hw-1-0-0-nanoKONTROL2-MIDI-1".
std::string jack_device_name_of(std::string_view port, const std::vector<std::string>& aliases);

}  // namespace seaglass::io
