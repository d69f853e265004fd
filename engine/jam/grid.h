#pragma once
// Beat time, as the accompanist counts it: ticks of 1/96 quarter note, frames of a sixteenth.
//
// A note belongs to the frame that its onset is nearest to, and says by its `micro`, in ticks, how far off it is: an
// early beat stays with the beat that it is meant for, and a triplet is exact. tools/train/train/jam/grid.py is the same.

#include <cstdint>

#include "engine/jam/vocabulary.h"

namespace seaglass::jam {

using Tick = std::int64_t;
using Frame = std::int64_t;

inline constexpr int kTicksPerQuarter = 96;
inline constexpr int kFramesPerQuarter = 4;
inline constexpr int kTicksPerFrame = kTicksPerQuarter / kFramesPerQuarter;
inline constexpr int kMicroOrigin = kMicros / 2;  // the index of an onset on the frame itself
static_assert(kMicros == kTicksPerFrame);

// All functions [any].

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0); }

// The frame that an onset belongs to.
constexpr Frame frame_of(Tick tick) { return floor_div(tick + kMicroOrigin, kTicksPerFrame); }

// How far off that frame an onset is: 0 to 23.
constexpr int micro_of(Tick tick) { return int(tick + kMicroOrigin - frame_of(tick) * kTicksPerFrame); }

// The onset that a frame and a micro stand for.
constexpr Tick tick_of(Frame frame, int micro = kMicroOrigin) { return frame * kTicksPerFrame + micro - kMicroOrigin; }

// The first tick that belongs to a frame.
constexpr Tick first_tick(Frame frame) { return tick_of(frame, 0); }

// The index of a MIDI velocity.
constexpr int velocity_step(int velocity) { return velocity * kVelocities / 128; }

// The index of the nearest length, by ratio.
constexpr int duration_step(Tick ticks) {
  int i = 0;
  while (i + 1 < kDurations && ticks * ticks > Tick(kDurationTicks[i]) * kDurationTicks[i + 1]) i++;
  return i;
}

}  // namespace seaglass::jam
