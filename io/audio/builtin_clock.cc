#include "io/audio/builtin_clock.h"

#include <algorithm>
#include <system_error>

#include "engine/config.h"
#include "io/os/realtime.h"

namespace seaglass::io {
namespace {

constexpr double kStandardRate = 48000;

}  // namespace

BuiltinClock::BuiltinClock(const AudioRequest& request, AudioClient& client)
    : rate_(request.rate > 0 ? request.rate : kStandardRate), buffer_(request.buffer), client_(client) {
  if (!(rate_ >= 8000 && rate_ <= 768000))
    throw UsageError("a rate of 8000 to 768000 Hz is possible; choose another with --rate");
  if (buffer_ < 1 || buffer_ > kMaxPeriod)
    throw UsageError("a buffer of " + std::to_string(kMinBuffer) + " to " +
                     std::to_string(kMaxBuffer) + " frames is possible; choose another with --buffer");
  const std::size_t outputs = std::size_t(std::max(0, request.outputs));
  const std::size_t inputs = std::size_t(std::max(0, request.inputs));
  samples_.assign((outputs + 1) * buffer_, 0.0f);
  for (std::size_t c = 0; c < outputs; c++) out_.push_back(samples_.data() + c * buffer_);
  in_.assign(inputs, samples_.data() + outputs * buffer_);  // all of them hear the same silence
}

BuiltinClock::~BuiltinClock() { stop(); }

void BuiltinClock::start() {
  if (thread_.joinable()) return;
  running_.store(true, std::memory_order_relaxed);
  started_.store(false, std::memory_order_relaxed);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw ResourceError("no thread is left for the built-in clock; close other programs");
  }
  started_.wait(false);  // the thread knows by then whether it got its priority
}

void BuiltinClock::stop() noexcept {
  running_.store(false, std::memory_order_relaxed);
  if (thread_.joinable()) thread_.join();
  heartbeat_.stop();
}

void BuiltinClock::run() {
  warning_ = ask_realtime(kAudioPriority).reason;
  prefault_stack(256 << 10);
  heartbeat_.start(rate_, buffer_);
  started_.store(true);
  started_.notify_all();

  ClockGrid grid(rate_, buffer_, now_ns());
  const std::size_t audible = out_.size() * std::size_t(buffer_);
  while (running_.load(std::memory_order_relaxed)) {
    sleep_until(grid.next());
    const Nanoseconds woken = now_ns();
    const Nanoseconds planned = grid.next();
    const bool lost = grid.step(woken);
    if (lost) xruns_.fetch_add(1, std::memory_order_relaxed);
    heartbeat_.beat(woken);
    std::fill_n(samples_.begin(), audible, 0.0f);
    client_.process({.out = out_,
                     .in = in_,
                     .frames = buffer_,
                     // Where the period should begin, free of our own jitter
                     .now = lost ? woken : planned,
                     .xrun = lost});
  }
}

}  // namespace seaglass::io
