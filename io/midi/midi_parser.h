#pragma once
// MIDI 1.0 channel messages as events. One whole message at a time, as RtMidi, JACK and our file
// reader deliver them: running status is already resolved.

#include <cstdint>
#include <optional>
#include <span>

#include "engine/event.h"

namespace seaglass::io {

// [any] Wait-free. Nothing for system messages and for what is not a message: no or a wrong status
// byte, wrong length, data bytes above 127. The event's part is the channel, the id of a note its
// key; at, source and order are the caller's.
std::optional<Event> parse_midi(std::span<const std::uint8_t> message);

// [any] Length of a message that begins with `status`, 0x80 to 0xef; 0 for anything else.
int channel_message_length(std::uint8_t status);

}  // namespace seaglass::io
