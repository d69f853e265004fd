#pragma once
// What the tests ask of faulty_server, and what it must answer: its state is the sum of all that it was sent in this
// life, so a request that is lost, doubled or torn shows in every reply that follows.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "io/child/region_layout.h"

namespace seaglass::test {

enum class Fault : std::uint32_t {
  kNone,
  kSleep,      // for `argument` ms
  kHang,       // asleep
  kBusyHang,
  kAbort,
  kExit,       // with code `argument`
  kExhaust,    // memory, of which there is little
  kGarbage,    // all of the shared memory, and goes on
  kHugeReply,  // a reply that says it is larger than the memory
  kThrow,      // as a server does whose device is gone
};

// At the start of a request; any bytes follow.
struct Order {
  Fault fault = Fault::kNone;
  std::uint32_t argument = 0;
  std::uint64_t reply_bytes = 0;  // that follow a Result
};

// At the start of a reply; bytes made from `state` follow.
struct Result {
  std::uint64_t state = 0;
  std::uint64_t blocks = 0;  // of this life
};

inline std::uint64_t sum_of(std::span<const std::byte> bytes) {
  std::uint64_t sum = 1469598103934665603u;  // FNV-1a
  for (const std::byte b : bytes) sum = (sum ^ std::uint64_t(b)) * 1099511628211u;
  return sum;
}

inline std::uint64_t next_state(std::uint64_t state, std::span<const std::byte> request) {
  return state * 3 + sum_of(request);
}

inline std::byte byte_from(std::uint64_t state, std::size_t i) { return std::byte((state >> (i % 8 * 8)) + i); }

// Bytes that belong to a state, `salt` apart.
inline void fill_from(std::uint64_t state, std::uint64_t salt, std::span<std::byte> bytes) {
  for (std::size_t i = 0; i < bytes.size(); i++) bytes[i] = byte_from(state + salt, i);
}

// What the server does instead of getting ready: the config.
enum class Start : std::uint32_t { kWell, kNever, kExit, kFail, kExhaust };

inline constexpr io::RegionSizes kTestSizes{
    .config = 64, .request = 64 << 10, .reply = 16 << 10, .slices = 5, .slice = 1000};
inline constexpr std::size_t kSliceBytes = 998;  // not whole words

}  // namespace seaglass::test
