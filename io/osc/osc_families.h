#pragma once
// Addresses with a number or a name in them, and patterns over them: /control/vibrato, /part/3/x, /voice/*/pitch.

#include <optional>
#include <span>

#include "io/osc/osc_meaning.h"

namespace seaglass::io {

// [net] Bounded: a pattern is held against each name of its segment once. False when the address belongs to no family;
// otherwise `meaning` says what it means or why not.
bool decode_osc_family(std::string_view address, std::span<const OscArgument> arguments, const PlaceFinder& find_place,
                       OscMeaning& meaning);

}  // namespace seaglass::io
