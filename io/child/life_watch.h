#pragma once
// What the supervisor sees of a child's life in the shared memory: whether it is ready, failed, out of its mind, or
// stands still. Nothing that stands there is believed; a life that it cannot make sense of is broken.

#include <cstdint>
#include <span>

#include "io/child/block_exchange.h"
#include "io/child/region_layout.h"
#include "io/os/time.h"

namespace seaglass::io {

enum class LifeSign { kStarting, kReady, kFailed, kBroken };

// A child whose heart goes on beating while a request is not answered does something; for so many times the limit.
inline constexpr int kBeatingPatience = 4;

// All functions [control].
class LifeWatch {
 public:
  LifeWatch(const RegionView& view, const BlockExchange& exchange) : view_(view), exchange_(exchange) {}

  // Before the child starts and when no other one lives: lays the memory out for life `epoch`. `config` must fit.
  void begin(Epoch epoch, std::span<const std::byte> config, Nanoseconds now) noexcept;

  LifeSign sign() const noexcept;

  // After kFailed: the exit code of io/errors.h that the child gave, as far as it can be believed.
  int failure() const noexcept;

  // To be asked often: whether a request has been pending and nothing moved for longer than `limit`.
  bool hangs(Nanoseconds now, Nanoseconds limit) noexcept;

  // Asks the child to end by itself.
  void ask_to_stop() noexcept;

 private:
  std::uint64_t answered() const noexcept;

  RegionView view_;
  const BlockExchange& exchange_;
  Epoch epoch_ = 0;
  std::uint64_t posted_ = 0, answered_ = 0, heartbeat_ = 0;  // as seen last
  Nanoseconds moved_ = 0, beat_ = 0;  // when posts or answers, and the heart, last moved, or nothing was pending
};

}  // namespace seaglass::io
