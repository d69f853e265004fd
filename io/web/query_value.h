#pragma once
// A readable address's value on its way to a web client: as JSON for OSCQuery, as an OSC message for those who LISTEN.
//
// Many clients are built on JUCE, whose OSC knows int32, float, string and blob alone and gives up on a message with
// anything else: doubles and int64 leave as floats and int32.

#include <string>
#include <string_view>

#include "io/osc/osc_encoder.h"
#include "io/osc/osc_value.h"

namespace seaglass::io {

// [any] but real-time threads, all of these.

// OSC type tags as they leave; S, a name that may be a number, is a text to clients.
std::string web_types(std::string_view types);

// A JSON array; empty where there is nothing to tell: a voice that does not sound has no pitch.
std::string value_json(const OscValue& value, const Telemetry& now);

// One message; empty where there is nothing to tell.
OscPacket value_packet(const OscValue& value, const Telemetry& now);

// A number as people write it: 0.35, not the float's 0.3499999940395355.
double decimal(float value);

}  // namespace seaglass::io
