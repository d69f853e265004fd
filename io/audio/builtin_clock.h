#pragma once
// An audio device without a device: calls back at exact multiples of the period on the monotonic
// clock, throws the output away, hears silence. What `--device none`, tests and recordings without
// a sound card run on.

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "io/audio/audio_device.h"
#include "io/audio/heartbeat.h"

namespace seaglass::io {

class BuiltinClock : public AudioDevice {
 public:
  // [control]
  BuiltinClock(const AudioRequest& request, AudioClient& client);
  ~BuiltinClock() override;

  void start() override;
  void stop() noexcept override;
  bool alive() const noexcept override { return heartbeat_.alive(); }
  std::string api() const override { return "clock"; }
  std::string name() const override { return "built-in clock"; }
  double rate() const override { return rate_; }
  int buffer() const override { return buffer_; }
  int outputs() const override { return int(out_.size()); }
  int inputs() const override { return int(in_.size()); }
  int latency_frames() const override { return 0; }
  std::uint64_t xruns() const noexcept override { return xruns_.load(std::memory_order_relaxed); }
  std::string warning() const override { return warning_; }

 private:
  void run();

  double rate_;
  int buffer_;
  AudioClient& client_;
  std::vector<float> samples_;
  std::vector<float*> out_;
  std::vector<const float*> in_;
  std::thread thread_;
  std::string warning_;
  std::atomic<bool> running_{false};
  std::atomic<bool> started_{false};
  std::atomic<std::uint64_t> xruns_{0};
  Heartbeat heartbeat_;
};

// Where the callbacks of a period fall, and what a late one does. Apart from the thread, so that
// tests can drive it.
class ClockGrid {
 public:
  // More than this behind, the past is given up: it would come as a burst of callbacks.
  static constexpr Nanoseconds kMaxLag = 100 * kMillisecond;

  // [any]
  ClockGrid(double rate, int buffer, Nanoseconds start) : rate_(rate), buffer_(buffer), start_(start) {}

  // The time of the next callback.
  Nanoseconds next() const { return start_ + Nanoseconds(double(count_) * buffer_ * 1e9 / rate_ + 0.5); }

  // One callback is made at `now`; true when the grid had to be laid anew (an xrun).
  bool step(Nanoseconds now) {
    const bool lost = now - next() > kMaxLag;
    if (lost) {
      start_ = now;
      count_ = 0;
    }
    count_++;
    return lost;
  }

 private:
  double rate_;
  int buffer_;
  Nanoseconds start_;
  std::int64_t count_ = 0;
};

}  // namespace seaglass::io
