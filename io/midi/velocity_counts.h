#pragma once
// How often each velocity was struck: what calibration looks at. As the keyboard says it, before any curve.

#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>

#include "engine/control/velocity_curve.h"
#include "engine/event.h"

namespace seaglass::io {

class VelocityCounts {
 public:
  using Counts = std::array<std::uint32_t, kVelocities>;

  // The one writer. Wait-free. A message as io/midi/midi_parser.h gives it.
  void follow(const Event& message) noexcept {
    if (message.kind != EventKind::kNoteOn) return;
    auto& count = counts_[std::size_t(std::lround(message.value2 * float(kVelocities - 1)))];
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  // [any] Wait-free. Adds what was struck so far.
  void add_to(Counts& counts) const noexcept {
    for (std::size_t v = 0; v < counts.size(); v++) counts[v] += counts_[v].load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint32_t>, kVelocities> counts_{};
};

}  // namespace seaglass::io
