#include "io/os/stop_signal.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <ctime>

#include "io/errors.h"
#include "io/os/time.h"

namespace seaglass::io {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);  // a file at its limit is a write error like a full disk
  fd_ = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd_ < 0) throw ResourceError("no file descriptor is left for signals; close other programs");
}

StopSignal::~StopSignal() {
  drain();
  close(fd_);
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

bool StopSignal::wait_until(Nanoseconds when) {
  while (!stopped()) {
    const Nanoseconds left = when - now_ns();
    if (left <= 0) return false;
    pollfd watched{.fd = fd_, .events = POLLIN, .revents = 0};
    const timespec t{.tv_sec = time_t(left / kSecond), .tv_nsec = long(left % kSecond)};
    ppoll(&watched, 1, &t, nullptr);
  }
  return true;
}

bool StopSignal::asked_twice() {
  drain();
  return asked_ > 1;
}

bool StopSignal::stopped() {
  drain();
  return asked_ > 0;
}

void StopSignal::drain() {
  signalfd_siginfo info;
  while (read(fd_, &info, sizeof info) == ssize_t(sizeof info)) asked_++;
}

}  // namespace seaglass::io
