#include "io/file/recording_thread.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "io/os/time.h"

namespace seaglass::io {
namespace {

constexpr double kRingSeconds = 10;
constexpr Nanoseconds kPoll = 20 * kMillisecond;
constexpr std::size_t kPiece = 16384;  // floats written at a time

}  // namespace

RecordingThread::RecordingThread(const std::string& path, int channels, double rate)
    : channels_(channels),
      writer_(path, channels, rate, WavMode::kLive),
      ring_(std::size_t(kRingSeconds * rate) * std::size_t(channels)) {
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw ResourceError("no thread is left for recording; close other programs");
  }
}

RecordingThread::~RecordingThread() { stop(); }

bool RecordingThread::push(std::span<const float> interleaved) noexcept {
  if (broken_.load(std::memory_order_relaxed)) return true;
  if (ring_.push_all(interleaved)) return true;
  lost_.fetch_add(interleaved.size() / std::size_t(channels_), std::memory_order_relaxed);
  return false;
}

void RecordingThread::stop() noexcept {
  running_.store(false, std::memory_order_release);
  if (thread_.joinable()) thread_.join();
}

std::string RecordingThread::take_error() {
  const std::lock_guard lock(error_mutex_);
  return std::exchange(error_, {});
}

void RecordingThread::run() {
  Nanoseconds updated = now_ns();
  bool last = false;
  while (!last) {
    // What was pushed before stop() is still written
    last = !running_.load(std::memory_order_acquire);
    try {
      if (!broken_ && write_available() && now_ns() - updated > kSecond) {
        writer_.update();
        updated = now_ns();
      }
    } catch (const WriteError& error) {
      failed(error.what());
    }
    if (!last) sleep_until(now_ns() + kPoll);
  }
  try {
    if (!broken_) writer_.finish();
  } catch (const WriteError& error) {
    failed(error.what());
  }
}

// True when anything was written.
bool RecordingThread::write_available() {
  std::vector<float> piece(kPiece / std::size_t(channels_) * std::size_t(channels_));
  bool any = false;
  while (const std::size_t count = ring_.pop_some(piece)) {
    writer_.write({piece.data(), count});
    frames_.store(writer_.frames(), std::memory_order_relaxed);
    any = true;
  }
  return any;
}

void RecordingThread::failed(const std::string& sentence) {
  broken_.store(true, std::memory_order_relaxed);
  try {
    writer_.finish();  // what is on the disk stays, with a header that fits it
  } catch (const WriteError&) {
  }
  const std::lock_guard lock(error_mutex_);
  error_ = "recording has stopped after " + std::to_string(writer_.frames()) + " samples: " + sentence;
}

}  // namespace seaglass::io
