#include "io/os/time.h"

#include <cerrno>
#include <cstdint>
#include <ctime>

namespace seaglass::io {

Nanoseconds now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return Nanoseconds(t.tv_sec) * kSecond + t.tv_nsec;
}

ClockPair read_clocks() {
  constexpr int kTries = 8;
  constexpr Nanoseconds kCloseEnough = 500;  // a fortieth of a sample
  ClockPair best{};
  Nanoseconds closest = INT64_MAX;
  for (int i = 0; i < kTries && closest > kCloseEnough; i++) {
    const Nanoseconds before = now_ns();
    timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    const Nanoseconds gap = now_ns() - before;
    if (gap >= closest) continue;
    closest = gap;
    best = {before + gap / 2, Nanoseconds(t.tv_sec) * kSecond + t.tv_nsec};
  }
  return best;
}

void sleep_until(Nanoseconds when) {
  if (when <= 0) return;
  const timespec t{.tv_sec = time_t(when / kSecond), .tv_nsec = long(when % kSecond)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) == EINTR) {
  }
}

}  // namespace seaglass::io
