#pragma once
// The number of a request: in which life of the child it was posted, and the how manieth of that life it is. A reply
// carries the ticket of its request, so that one that comes late, or from a child that was restarted since, is known
// and dropped.

#include <cstdint>

namespace seaglass::io {

using Epoch = std::uint32_t;  // counts lives; 0: none
using Ticket = std::uint64_t;

// A child that is started every second for half a year, and 40 years of blocks of 64 samples in one life.
inline constexpr int kEpochBits = 24, kSequenceBits = 40;
inline constexpr Epoch kLastEpoch = (Epoch{1} << kEpochBits) - 1;

constexpr Ticket make_ticket(Epoch epoch, std::uint64_t sequence) { return Ticket{epoch} << kSequenceBits | sequence; }
constexpr Epoch epoch_of(Ticket ticket) { return Epoch(ticket >> kSequenceBits); }
constexpr std::uint64_t sequence_of(Ticket ticket) { return ticket & ((std::uint64_t{1} << kSequenceBits) - 1); }

constexpr Epoch epoch_after(Epoch epoch) { return epoch >= kLastEpoch ? 1 : epoch + 1; }

}  // namespace seaglass::io
