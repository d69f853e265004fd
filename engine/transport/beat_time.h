#pragma once
// When a beat comes, in wall time.

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/stream/stream_clock.h"
#include "engine/transport/beat_map.h"

namespace seaglass {

// [any] Wait-free. When the device asks for the sample on which a beat stands; nothing when it never comes or is long over.
// Whatever number a beat is, this is a time: one that is farther from `now` than anybody waits is as far as may be told.
inline std::optional<Nanoseconds> time_of_beat(const BeatMap& map, const ClockReading& clock, double beat, Nanoseconds now) {
  constexpr double kFarthest = 1e15;  // ns, eleven days
  if (!clock.running()) return std::nullopt;
  const double present = clock.sample_at(double(now));
  const auto sample = map.sample_of(beat);
  if (!sample || (*sample < present && !map.playing_at(present))) return std::nullopt;
  const double ahead = clock.time_of(*sample) - double(now);
  return now + Nanoseconds(std::llround(std::clamp(ahead, -kFarthest, kFarthest)));
}

}  // namespace seaglass
