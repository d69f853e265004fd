#pragma once
// What a synth in another process made of a piece, as one stretch of bytes: a header, the sums of the parts that sound, the looks
// that were taken. Whoever reads it takes nothing on trust.

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/voice/synth.h"

namespace seaglass {

// [any] Room for any reply of so many voices.
std::size_t reply_room(int voices);

// [worker] Wait-free. Returns the reply's size, or 0 when there is no room.
std::size_t write_reply(const OrderView& orders, const PartSums& sums, std::span<const VoiceLook> looks, std::span<std::byte> to);

// [worker] Wait-free. The reply to orders of `count` samples; false when these bytes are none. What was not looked at stays.
bool read_reply(std::span<const std::byte> reply, int count, PartSums& sums, std::span<VoiceLook> looks);

}  // namespace seaglass
