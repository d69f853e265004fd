#pragma once
// The child's end of the exchange: takes the requests of its life, in order, and answers each. The parent is trusted:
// it is the same program.

#include <cstddef>
#include <span>

#include "io/child/region_layout.h"
#include "io/child/shared_region.h"
#include "io/child/state_slices.h"

namespace seaglass::io {

// Blocks come with the regularity of a sound card, so the child wakes by the timer before one is due and looks out for
// it: to be woken by the parent would cost both of them 25 to 60 us of the block's time on a virtual machine, where a
// timer is late by as much. With 50 us (tools/bench/child_round_trip.cc, two shared processors, at 64 frames) the
// median round trip was 50 to 120 us, with 100 us 20 to 45, and the child used 8 % of a processor rather than 4; the
// worker saved half of that. Past the expected time it looks out no longer than the worker's own wake usually varies.
inline constexpr Nanoseconds kTakeEarly = 100'000;
inline constexpr Nanoseconds kTakeSpin = 20'000;

// The longest sleep, so that the heart beats.
inline constexpr Nanoseconds kHeartbeat = 100 * kMillisecond;

enum class Taken { kRequest, kNothing, kStop };

// All functions [worker] (the child's serving thread), but the first.
class BlockService {
 public:
  // [control] The region must outlive it.
  explicit BlockService(const SharedRegion& region);

  std::span<const std::byte> config() const noexcept;

  // Wait-free. Tells the supervisor how it stands.
  void say(ChildState state, int code = 0) noexcept;
  void beat() noexcept;

  // Blocks until the next request is there, the child is to end, or kHeartbeat has passed. `expected`: when the next is
  // likely to come, or a time that is past when nobody knows.
  [[nodiscard]] Taken take(Nanoseconds expected) noexcept;

  // Of the request taken last; until the reply.
  std::span<const std::byte> request() const noexcept { return request_; }
  std::span<std::byte> reply_room() const noexcept;

  // Bounded: one system call at most, that does not block.
  void reply(std::size_t bytes) noexcept;

  // Wait-free. A slice of the state as it is after the reply.
  void copy_state(std::size_t slice, std::span<const std::byte> state) noexcept;

 private:
  Taken look() noexcept;

  RegionView view_;
  StateWriter states_;
  Epoch epoch_;
  std::uint64_t sequence_ = 0;  // of the request taken last
  std::span<const std::byte> request_{};
};

}  // namespace seaglass::io
