#pragma once
// Keeps a GPU from dozing off where no block comes: between ready and the first, through the half second in which a
// GuardedSynth leaves it alone, or when the parent is held up. An idle GPU lowers its clocks, and raising them again takes
// about 8 ms: the first block after a pause would be late, and so the voices would never go back.
//
// The serving thread waits in the exchange, which knows nothing of this; so a second thread runs an empty piece when none
// has come for a while. The two never meet on the device: whoever is there first holds the other up for as long as a piece
// takes. It has the serving thread's priority, since the one that holds must not be kept from running.

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "io/child/bell.h"
#include "io/child/serve_blocks.h"
#include "io/os/realtime.h"
#include "io/os/time.h"

namespace seaglass {

class KeepAwake {
 public:
  // Longer than the blocks of usual buffers are apart, so that nothing comes between them; far shorter than clocks take to fall.
  static constexpr Nanoseconds kAfter = 5 * io::kMillisecond;

  // [control] `pulse` is called on a thread of its own, until it throws: what is wrong then the next block finds as well.
  // Throws std::system_error when no thread is left.
  explicit KeepAwake(std::function<void()> pulse) : pulse_(std::move(pulse)), thread_([this] { run(); }) {}
  ~KeepAwake() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  KeepAwake(const KeepAwake&) = delete;
  KeepAwake& operator=(const KeepAwake&) = delete;

  // [worker] Waits for a pulse that is under way, and keeps others off while `block` runs.
  template <class Block>
  auto during(Block block) {
    const Held held(held_);
    last_.store(io::now_ns(), std::memory_order_relaxed);
    return block();
  }

 private:
  struct Held {
    explicit Held(std::atomic<bool>& flag) : flag_(flag) {
      while (flag_.exchange(true, std::memory_order_acquire)) io::spin_pause();
    }
    ~Held() { flag_.store(false, std::memory_order_release); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    std::atomic<bool>& flag_;
  };

  void run() {
    io::ask_realtime_quietly(io::kServingPriority);
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, std::chrono::nanoseconds(kAfter), [this] { return stop_; })) {
      if (io::now_ns() - last_.load(std::memory_order_relaxed) < kAfter) continue;
      if (held_.exchange(true, std::memory_order_acquire)) continue;
      try {
        pulse_();
      } catch (const std::exception&) {
        stop_ = true;
      }
      held_.store(false, std::memory_order_release);
    }
  }

  std::function<void()> pulse_;
  std::atomic<bool> held_{false};
  std::atomic<Nanoseconds> last_{0};  // when the last block began
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;                 // under the mutex
  std::thread thread_;                // last: it uses all the rest
};

}  // namespace seaglass
