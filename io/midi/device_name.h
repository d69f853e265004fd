#pragma once
// The name by which a controller is known, whichever socket it is plugged into.

#include <string>
#include <string_view>

namespace seaglass::io {

// [any] but real-time threads. From the name of its port: "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", whose last numbers
// change with every plugging, is "nanoKONTROL2".
std::string device_name_of(std::string_view port);

}  // namespace seaglass::io
