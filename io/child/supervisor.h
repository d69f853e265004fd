#pragma once
// Keeps one child alive: starts it, waits until it is ready, ends it when it hangs or makes no sense, and starts
// another, with growing pauses. All of it on a thread of its own without priority; the worker sees nothing but the
// exchange, which grants requests as long as a child is there.

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "io/child/block_exchange.h"
#include "io/child/child_process.h"
#include "io/child/life_counts.h"
#include "io/child/life_watch.h"
#include "io/child/restart_pause.h"
#include "io/child/shared_region.h"
#include "io/os/wake_signal.h"

namespace seaglass::io {

struct ChildSetup {
  std::string name = "the worker process";  // in sentences
  std::vector<std::string> words{};         // its program and arguments; it finds the region at kRegionFd
  RegionSizes sizes{};
  std::vector<std::byte> config{};          // what its server is prepared with
  // A GPU's driver, weights and graphs take a few seconds on a machine that is busy.
  Nanoseconds ready_limit = 30 * kSecond;
  // Meanwhile the parent has gone on by itself, so patience costs nothing that is heard: what comes back after 100 ms,
  // as drivers do, should not be punished by a second of starting anew.
  Nanoseconds hang_limit = kSecond / 2;
  PauseLimits pauses{};
  // What a child that is asked to end may take for it, before it is made to: nobody waits longer for a program to end.
  Nanoseconds farewell = kSecond / 4;
};

class Supervisor {
 public:
  // [control] The first life begins. Throws ResourceError when the memory to share, or a thread, is refused.
  explicit Supervisor(ChildSetup setup);

  // [control] Ends the child. Nobody may use the exchange any more.
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  BlockExchange& exchange() { return exchange_; }

  // [any] Wait-free.
  const LifeCounts& counts() const { return counts_; }

  // [any] Wait-free. The process of this life, to be shown; 0: there is none. It may have ended since.
  pid_t child() const { return child_.load(std::memory_order_acquire); }

  // [control] Blocks a moment. Why the last life ended, as one sentence; empty when none has.
  std::string last_reason() const;

 private:
  struct End {
    LifeEnd how = LifeEnd::kNone;
    std::string reason{};
  };

  void run();
  End live();
  void abandon();
  End watch(ChildProcess& child);
  End own_end(ChildProcess& child, bool was_ready) const;
  End failed(ChildProcess& child, bool was_ready) const;
  void finish(ChildProcess& child);
  void note(const End& end);
  bool stopping() const { return stop_.load(std::memory_order_acquire); }

  ChildSetup setup_;
  SharedRegion region_;
  BlockExchange exchange_;
  LifeCounts counts_;
  WakeSignal wake_;
  std::atomic<bool> stop_{false};
  std::atomic<pid_t> child_{0};
  mutable std::mutex mutex_;
  std::string reason_;             // under the mutex
  // The supervisor's thread only.
  LifeWatch watch_;
  RestartPause pause_;
  Epoch epoch_ = 0;
  Nanoseconds ready_at_ = 0;       // of this life; 0: not yet
  std::thread thread_;             // last: it uses all the rest
};

}  // namespace seaglass::io
