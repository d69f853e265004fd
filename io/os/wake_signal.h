#pragma once
// Wakes a thread that waits for work, from any other thread but a real-time one.

#include "engine/stream/stream_clock.h"

namespace seaglass::io {

class WakeSignal {
 public:
  // [control] Throws ResourceError.
  WakeSignal();
  ~WakeSignal();
  WakeSignal(const WakeSignal&) = delete;
  WakeSignal& operator=(const WakeSignal&) = delete;

  // [any] but [audio] and [worker]. One system call that does not block.
  void wake() noexcept;

  // The waiting thread. Blocks until woken since the last wait, or until `when`.
  void wait_until(Nanoseconds when) noexcept;

  // The waiting thread. Can be read once woken, for whoever waits for other things as well.
  int fd() const noexcept { return fd_; }

 private:
  int fd_;
};

}  // namespace seaglass::io
