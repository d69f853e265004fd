#pragma once
// Sound libraries make calls that may never return: a sound server that hangs holds every client
// that asks it something.

#include <functional>
#include <future>
#include <thread>

#include "io/os/time.h"

namespace seaglass::io {

// [control] Runs `action` on a thread of its own and waits for its end; its exceptions pass through.
// False when it has not ended after `patience`: it goes on by itself then, so it must own whatever
// it touches.
inline bool finishes_within(Nanoseconds patience, std::function<void()> action) {
  std::packaged_task<void()> task(std::move(action));
  auto ended = task.get_future();
  std::thread(std::move(task)).detach();
  if (ended.wait_for(std::chrono::nanoseconds(patience)) != std::future_status::ready) return false;
  ended.get();
  return true;
}

}  // namespace seaglass::io
