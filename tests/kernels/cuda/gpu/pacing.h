#pragma once
// The host's clock, blocks at their period, and what is said of many times.

#include <time.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace seaglass::gpu_check {

// Seconds.
inline double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}

inline void sleep_until(double when) {
  const timespec t{time_t(when), long((when - std::floor(when)) * 1e9)};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr);
}

inline double quantile(const std::vector<double>& sorted, double q) {
  return sorted[std::min(sorted.size() - 1, std::size_t(q * double(sorted.size())))];
}

}  // namespace seaglass::gpu_check
