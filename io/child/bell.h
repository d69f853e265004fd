#pragma once
// How one process wakes the other: a futex in the memory that they share. To wait and to wake are system calls, which
// the [worker] may afford and [audio] may not: nothing here, nor what is built on it, may be called on [audio].
//
// Who waits says so first and looks again then; who rings counts first and looks for a waiter then. With sequentially
// consistent accesses one of the two sees the other, and a bell that nobody waits for costs no system call.
//
// RealtimeSanitizer, which reports what neither may do, is told to look away while these calls are made, and only then.
//
// There is one waiter. The other side may be out of its mind: whatever it writes here, ring() makes one call at most,
// and wait() returns at its time.

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <ctime>

#include "engine/rt/realtime_scope.h"
#include "io/os/time.h"

namespace seaglass::io {

// What RealtimeScope does, the other way round.
class AllowedCall {
 public:
#if defined(SEAGLASS_RTSAN)
  AllowedCall() { __rtsan_realtime_exit(); }
  ~AllowedCall() { __rtsan_realtime_enter(); }
#else
  AllowedCall() {}
  ~AllowedCall() {}
#endif
  AllowedCall(const AllowedCall&) = delete;
  AllowedCall& operator=(const AllowedCall&) = delete;
};

class Bell {
 public:
  // Either side. Wait-free. To be asked for before looking whether there is anything to wait for.
  std::uint32_t rings() const noexcept { return rings_.load(std::memory_order_seq_cst); }

  // [worker], [control]. Bounded: at most one system call, that does not block.
  void ring() noexcept {
    rings_.fetch_add(1, std::memory_order_seq_cst);
    if (waiting_.load(std::memory_order_seq_cst) == 0) return;
    const AllowedCall allowed;
    syscall(SYS_futex, &rings_, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }

  // [worker], [control]. Blocks until the bell rings, if it has not since it had rung `heard` times, or until monotonic
  // time `until`; may return before either.
  void wait(std::uint32_t heard, Nanoseconds until) noexcept {
    waiting_.store(1, std::memory_order_seq_cst);
    const Nanoseconds at = std::max<Nanoseconds>(until, 0);
    const timespec t{.tv_sec = time_t(at / kSecond), .tv_nsec = long(at % kSecond)};
    {
      const AllowedCall allowed;
      syscall(SYS_futex, &rings_, FUTEX_WAIT_BITSET, heard, &t, nullptr, FUTEX_BITSET_MATCH_ANY);
    }
    waiting_.store(0, std::memory_order_seq_cst);
  }

 private:
  // The kernel compares 32 bits at this address.
  static_assert(sizeof(std::atomic<std::uint32_t>) == 4 && std::atomic<std::uint32_t>::is_always_lock_free);

  std::atomic<std::uint32_t> rings_{0};
  std::atomic<std::uint32_t> waiting_{0};
};

// Between two looks at memory that another processor is about to write.
inline void spin_pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace seaglass::io
