#pragma once
// Tells a device that has gone silent from one that plays, without its help.

#include <algorithm>
#include <atomic>

#include "io/os/time.h"

namespace seaglass::io {

class Heartbeat {
 public:
  // [control] From now on callbacks are expected. `waking`: how long it may take until they come
  // steadily; a sound server fills its buffer at once and then wakes the card.
  void start(double rate, int buffer, Nanoseconds waking = 0) {
    patience_ = std::max(kSecond / 2, Nanoseconds(20e9 * buffer / rate));
    last_.store(now_ns(), std::memory_order_relaxed);
    awake_.store(now_ns() + waking, std::memory_order_relaxed);
    expected_.store(true, std::memory_order_release);
  }

  // [control] From now on none are.
  void stop() { expected_.store(false, std::memory_order_release); }

  // [audio] Wait-free.
  void beat(Nanoseconds now) { last_.store(now, std::memory_order_relaxed); }

  // [any] Wait-free.
  bool alive() const {
    if (!expected_.load(std::memory_order_acquire)) return true;
    const Nanoseconds now = now_ns();
    return now - last_.load(std::memory_order_relaxed) < patience_ ||
           now < awake_.load(std::memory_order_relaxed);
  }

 private:
  Nanoseconds patience_ = kSecond / 2;
  std::atomic<Nanoseconds> last_{0};
  std::atomic<Nanoseconds> awake_{0};
  std::atomic<bool> expected_{false};
};

}  // namespace seaglass::io
