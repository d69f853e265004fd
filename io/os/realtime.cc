#include "io/os/realtime.h"

#include <alloca.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>

namespace seaglass::io {
namespace {

// Patches, rings, stacks of a dozen threads and the libraries; an instrument with a large patch
// stays below.
constexpr std::size_t kEnoughLocked = std::size_t{4} << 30;

constexpr std::size_t kMaxPrefault = 1 << 20;

int set_fifo(int priority) noexcept {
  sched_param parameters{};
  parameters.sched_priority = priority;
  // Children (of a library that forks) must not inherit it.
  return pthread_setschedparam(pthread_self(), SCHED_FIFO | SCHED_RESET_ON_FORK, &parameters);
}

// What an unprivileged user may have, or 0.
int allowed_priority() noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_RTPRIO, &limit) != 0) return 0;
  return int(std::min<rlim_t>(limit.rlim_cur, 99));
}

// Returns the priority that was given, or 0.
int take_priority(int priority) noexcept {
  if (set_fifo(priority) == 0) return priority;
  const int allowed = std::min(priority, allowed_priority());
  return allowed > 0 && set_fifo(allowed) == 0 ? allowed : 0;
}

}  // namespace

RealtimeResult ask_realtime(int priority) {
  if (const int given = take_priority(priority)) return {.granted = true, .priority = given};
  return {.reason =
              "real-time priority was refused: join the group 'audio' (or 'realtime') and log in "
              "again, or give it rtprio 95 in /etc/security/limits.d"};
}

bool ask_realtime_quietly(int priority) noexcept { return take_priority(priority) != 0; }

LockResult lock_memory() {
  if (mlockall(MCL_CURRENT | MCL_FUTURE) == 0) {
    // Neither the limit nor the user's id says whether the limit holds for us; the kernel does.
    // What is only reserved costs nothing, but counts.
    void* probe = mmap(nullptr, kEnoughLocked, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (probe != MAP_FAILED) {
      munmap(probe, kEnoughLocked);
      return {.locked = true};
    }
    munlockall();
  }
  return {.reason =
              "memory is not locked: give your group 'memlock unlimited' in "
              "/etc/security/limits.d"};
}

[[gnu::noinline]] void prefault_stack(std::size_t bytes) noexcept {
  bytes = std::min(bytes, kMaxPrefault);
  auto* stack = static_cast<volatile unsigned char*>(alloca(bytes));
  for (std::size_t i = 0; i < bytes; i += 1024) stack[i] = 0;
}

}  // namespace seaglass::io
