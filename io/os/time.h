#pragma once
// The wall clock of the program: CLOCK_MONOTONIC, which neither NTP steps nor the user can move,
// and which JACK's own times count in as well.

#include "engine/stream/stream_clock.h"

namespace seaglass::io {

inline constexpr Nanoseconds kSecond = 1'000'000'000;
inline constexpr Nanoseconds kMillisecond = 1'000'000;

// [any] Wait-free: answered by the vDSO, without entering the kernel.
Nanoseconds now_ns();

// The two clocks at one moment: now_ns(), and CLOCK_REALTIME, in which the network and its senders count.
struct ClockPair {
  Nanoseconds monotonic, realtime;
};

// [any] Bounded, without entering the kernel. A thread that loses its processor between two readings would be wrong by as
// long as it waits for it; so the closest of a few pairs counts.
ClockPair read_clocks();

// [any] but [audio]. Blocks until `when`, signals or not; returns at once when it is past.
void sleep_until(Nanoseconds when);

}  // namespace seaglass::io
