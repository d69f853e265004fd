#pragma once
// Which clock to follow when several tick: the first that did, until it falls silent.

#include <optional>
#include <span>

#include "io/midi/clock_follower.h"

namespace seaglass::io {

// One thread.
class ClockChoice {
 public:
  std::optional<MidiClock> choose(std::span<const ClockFollower* const> followers, Nanoseconds now) {
    auto clock = live(followers, chosen_, now);
    for (std::size_t i = 0; !clock && i < followers.size(); i++) {
      clock = live(followers, i, now);
      if (clock) chosen_ = i;
    }
    // One source's takes are none of another's.
    if (clock) clock->take = clock->take * std::uint32_t(followers.size()) + std::uint32_t(chosen_);
    return clock;
  }

 private:
  static std::optional<MidiClock> live(std::span<const ClockFollower* const> followers, std::size_t i, Nanoseconds now) {
    if (i >= followers.size() || followers[i]->messages() == 0) return std::nullopt;
    const MidiClock clock = followers[i]->read();
    return clock.live(now) ? std::optional(clock) : std::nullopt;
  }

  std::size_t chosen_ = 0;
};

}  // namespace seaglass::io
