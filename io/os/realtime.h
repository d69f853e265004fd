#pragma once
// What the operating system can do for threads with deadlines. Nothing here fails: an unprivileged
// user simply gets less, and the program says so once.

#include <cstddef>
#include <string>

namespace seaglass::io {

// SCHED_FIFO priorities. JACK runs its clients' callbacks at a priority of its own choice (75 to
// 80), and those threads are left alone. Disk threads have no priority.
inline constexpr int kAudioPriority = 85;
inline constexpr int kWorkerPriority = 80;
inline constexpr int kMidiPriority = 75;
inline constexpr int kNetPriority = 74;

struct RealtimeResult {
  bool granted = false;
  // What was given; may be lower than asked for, where a limit (RLIMIT_RTPRIO) says so
  int priority = 0;
  std::string reason{};   // when refused: why, and what to do
};

// [any] but a running [audio]. Bounded: a few system calls. Asks for SCHED_FIFO for the calling
// thread.
RealtimeResult ask_realtime(int priority);

// [midi] The same for a library's thread, from within its first callback: says nothing, allocates
// nothing.
bool ask_realtime_quietly(int priority) noexcept;

struct LockResult {
  bool locked = false;
  std::string reason{};  // when not: why, and what to do
};

// [control] Locks present and future memory, so that nothing is paged out or faulted in while
// playing. Only where that holds for all of it: under a small RLIMIT_MEMLOCK a later allocation
// would fail instead.
LockResult lock_memory();

// [any] Touches `bytes` of the calling thread's stack, so that deep calls meet no page fault later.
// At most 1 MiB.
void prefault_stack(std::size_t bytes) noexcept;

}  // namespace seaglass::io
