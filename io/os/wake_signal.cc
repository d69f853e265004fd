#include "io/os/wake_signal.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "io/errors.h"
#include "io/os/time.h"

namespace seaglass::io {

WakeSignal::WakeSignal() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_ < 0) throw ResourceError("no file descriptor is left; close other programs");
}

WakeSignal::~WakeSignal() { close(fd_); }

void WakeSignal::wake() noexcept {
  const std::uint64_t one = 1;
  (void)!write(fd_, &one, sizeof one);
}

void WakeSignal::wait_until(Nanoseconds when) noexcept {
  const Nanoseconds left = std::max<Nanoseconds>(0, when - now_ns());
  const timespec patience{.tv_sec = left / kSecond, .tv_nsec = left % kSecond};
  pollfd wait{.fd = fd_, .events = POLLIN, .revents = 0};
  if (ppoll(&wait, 1, &patience, nullptr) <= 0) return;
  std::uint64_t count;
  (void)!read(fd_, &count, sizeof count);
}

}  // namespace seaglass::io
