#pragma once
// How the lives of a child ended.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace seaglass::io {

enum class LifeEnd : std::uint8_t {
  kNone,
  kLost,       // it ended, or said that it could not go on, after it had been ready
  kHung,       // it did not answer
  kBroken,     // what it wrote made no sense
  kRefused,    // it could not be started, or was not ready in time
  kExhausted,  // it said that memory or another resource was refused, before or after it was ready
  kLast = kExhausted
};

// Written by the supervisor, read by [any].
struct LifeCounts {
  std::atomic<std::uint64_t> started{0};  // lives begun, those whose program is not there included
  std::atomic<std::uint64_t> ready{0};    // of them, those that came to be ready
  std::array<std::atomic<std::uint64_t>, std::size_t(LifeEnd::kLast) + 1> ended{};
  std::atomic<LifeEnd> last_end{LifeEnd::kNone};

  // [any] Each life ends in one way; those that are ended with the supervisor do not count.
  std::uint64_t of(LifeEnd end) const { return ended[std::size_t(end)].load(std::memory_order_relaxed); }
};

}  // namespace seaglass::io
