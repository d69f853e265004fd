#pragma once
// The orders of a piece as one stretch of bytes, for a synth in another process: a header, the questions, then the lists, each
// on a cache line. Questions come first so that they are always at the same place.
//
// A waveform that a note begins with stays behind: its orders hold a pointer. Only patches of tracks have any.

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/voice/orders.h"

namespace seaglass {

struct alignas(kCacheLine) PacketHeader {
  OrderView orders;     // its counts say where each list lies; its pointers are the writer's
  std::uint64_t bytes;  // of all
};

// Where the questions are.
inline constexpr std::size_t kPacketQuestions = sizeof(PacketHeader);

// [any] The size of a packet with these orders.
std::size_t packet_bytes(const OrderView& orders);

// [worker] Wait-free. Writes them; returns the packet's size, or 0 when there is no room. `to` begins on a cache line.
std::size_t write_packet(const OrderView& orders, std::span<std::byte> to);

// [worker] Wait-free. The orders in a packet with this header that lies, or will lie, at `base`.
OrderView orders_in_packet(const PacketHeader& header, const void* base);

// [worker] Bounded. The same for a packet that is here. False when these bytes are none, or its orders could not be carried
// out without harm: every part, place and index lies within bounds, and a voice's runs come to an end.
bool read_packet(std::span<const std::byte> packet, OrderView& orders);

}  // namespace seaglass
