#pragma once
// OSC time tags: NTP time, seconds since 1900 in 32.32 bits.

#include <cmath>
#include <cstdint>

#include "io/os/time.h"

namespace seaglass::io {

// [any] Wait-free. A time of CLOCK_REALTIME as a time tag.
inline std::uint64_t ntp_of(Nanoseconds realtime) {
  constexpr std::uint64_t kUnixEpoch = 2208988800;  // 1970 in seconds since 1900
  const auto fraction = std::uint64_t(std::ldexp(double(realtime % kSecond) * 1e-9, 32));
  return (std::uint64_t(realtime / kSecond) + kUnixEpoch) << 32 | (fraction & 0xffffffff);
}

// [any] Wait-free. What the wall clock shows, as a time tag.
inline std::uint64_t ntp_now() { return ntp_of(read_clocks().realtime); }

// [any] Wait-free. How far `tag` lies after `now`. The difference wraps as NTP's eras do, so 2036
// is no special year.
inline Nanoseconds ntp_ahead(std::uint64_t tag, std::uint64_t now) {
  return Nanoseconds(std::ldexp(double(std::int64_t(tag - now)), -32) * 1e9);
}

}  // namespace seaglass::io
