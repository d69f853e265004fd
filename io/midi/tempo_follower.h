#pragma once
// Beats per minute from MIDI clock (24 ticks a beat). Ticks come with the jitter of a USB frame or
// of a busy computer, so the tempo is the slope of a straight line through the last beats: least
// squares, after outliers are left out by their distance from the median interval.

#include <array>
#include <atomic>
#include <cstdint>
#include <span>

#include "engine/stream/stream_clock.h"

namespace seaglass::io {

class TempoFollower {
 public:
  // One thread. Bounded: a few microseconds. `status` is 0xf8 (tick), 0xfa (start), 0xfb (continue)
  // or 0xfc (stop); anything else is ignored.
  void receive(std::uint8_t status, Nanoseconds when) noexcept;

  // [any] Wait-free. Beats per minute, or 0 when there is no clock (yet, or any more at `now`).
  double tempo(Nanoseconds now) const noexcept;

  // [any] Wait-free. Clock messages received.
  std::uint64_t messages() const noexcept { return messages_.load(std::memory_order_relaxed); }

 private:
  static constexpr int kTicks = 48;  // two beats: a change of tempo is followed within them

  double slope() const;

  std::array<Nanoseconds, kTicks> times_{};  // the clock's own thread, like count_
  int count_ = 0;                            // ticks since the line began
  std::atomic<double> tempo_{0};
  std::atomic<Nanoseconds> last_{0};
  std::atomic<std::uint64_t> messages_{0};
};

}  // namespace seaglass::io
