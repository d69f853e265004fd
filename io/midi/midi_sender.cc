#include "io/midi/midi_sender.h"

#include <algorithm>
#include <cmath>
#include <system_error>

#include "io/errors.h"
#include "io/os/realtime.h"
#include "io/os/time.h"

namespace seaglass::io {
namespace {

constexpr Nanoseconds kLongestSleep = 50 * kMillisecond;  // the beat map may have changed
constexpr Nanoseconds kWatchfulSleep = kMillisecond;

}  // namespace

void MidiSender::start() {
  if (thread_.joinable()) return;
  running_.store(true, std::memory_order_relaxed);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw ResourceError("no thread is left to send MIDI; close other programs");
  }
}

void MidiSender::stop() noexcept {
  running_.store(false, std::memory_order_relaxed);
  wake_.wake();
  if (thread_.joinable()) thread_.join();
}

void MidiSender::run() {
  (void)ask_realtime_quietly(kMidiPriority);
  while (running_.load(std::memory_order_relaxed)) wake_.wait_until(send_due());
  (void)send_due();
}

// Returns when to come back.
Nanoseconds MidiSender::send_due() {
  const Nanoseconds now = now_ns(), latency = latency_.load(std::memory_order_relaxed);
  const ClockReading clock = feed_.clock().read();
  feed_.look();
  // The sample that is heard now, and with it all before; while no stream runs, what is due at once.
  const SampleIndex until = clock.running() ? SampleIndex(std::floor(clock.sample_at(double(now - latency)))) + 1 : 1;
  MidiMessage message;
  while (feed_.next(until, message)) send_(message);
  const Nanoseconds latest = now + (watchful_.load(std::memory_order_relaxed) ? kWatchfulSleep : kLongestSleep);
  if (!clock.running()) return latest;
  const double due = std::ceil(clock.time_of(double(feed_.due()))) + double(latency);
  return due < double(latest) ? Nanoseconds(due) : latest;
}

}  // namespace seaglass::io
