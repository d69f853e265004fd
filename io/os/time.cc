#include "io/os/time.h"

#include <cerrno>
#include <ctime>

namespace seaglass::io {

Nanoseconds now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return Nanoseconds(t.tv_sec) * kSecond + t.tv_nsec;
}

void sleep_until(Nanoseconds when) {
  if (when <= 0) return;
  const timespec t{.tv_sec = time_t(when / kSecond), .tv_nsec = long(when % kSecond)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) == EINTR) {
  }
}

}  // namespace seaglass::io
