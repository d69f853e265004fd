#pragma once
// The wall clock of the program: CLOCK_MONOTONIC, which neither NTP steps nor the user can move,
// and which JACK's own times count in as well.

#include "engine/stream/stream_clock.h"

namespace seaglass::io {

inline constexpr Nanoseconds kSecond = 1'000'000'000;
inline constexpr Nanoseconds kMillisecond = 1'000'000;

// [any] Wait-free: answered by the vDSO, without entering the kernel.
Nanoseconds now_ns();

// [any] but [audio]. Blocks until `when`, signals or not; returns at once when it is past.
void sleep_until(Nanoseconds when);

}  // namespace seaglass::io
