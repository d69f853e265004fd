#pragma once
// The newest telemetry, taken at most once in kInterval however many ask.

#include <functional>
#include <memory>
#include <mutex>

#include "engine/stream/stream_clock.h"
#include "io/osc/telemetry.h"

namespace seaglass::io {

class TelemetryBoard {
 public:
  static constexpr Nanoseconds kInterval = 5'000'000;

  // [control] `fill` is called by whichever thread reads first, never by two at a time.
  explicit TelemetryBoard(std::function<void(Telemetry&)> fill) : fill_(std::move(fill)) {}

  // [any] but real-time threads. May block for as long as it takes to fill one.
  std::shared_ptr<const Telemetry> read(Nanoseconds now) {
    const std::lock_guard lock(mutex_);
    if (newest_ && now - taken_ < kInterval) return newest_;
    auto next = newest_ ? std::make_shared<Telemetry>(*newest_) : std::make_shared<Telemetry>();
    fill_(*next);
    taken_ = now;
    newest_ = std::move(next);
    return newest_;
  }

  // [control] Something has changed that whoever changed it may ask for at once.
  void forget() {
    const std::lock_guard lock(mutex_);
    taken_ = 0;
  }

 private:
  std::mutex mutex_;
  std::function<void(Telemetry&)> fill_;
  std::shared_ptr<const Telemetry> newest_;
  Nanoseconds taken_ = 0;
};

}  // namespace seaglass::io
