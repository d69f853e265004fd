#pragma once
// Notices a device that calls back far more often than its rate allows: that is how RtAudio 5
// behaves on ALSA when a device is unplugged, since each failed write returns at once and the loop
// goes on.

#include "io/os/time.h"

namespace seaglass::io {

class StreamPace {
 public:
  // [control]
  void start(double rate, int buffer) {
    rate_ = rate;
    buffer_ = buffer;
    begin_ = 0;
    runaway_ = false;
  }

  // [audio] Wait-free. A callback for `frames` came at `now`; true once the device runs away, for
  // good.
  bool runaway(int frames, Nanoseconds now) {
    if (runaway_) return true;
    if (begin_ == 0 || now - begin_ > kSecond / 4) {
      begin_ = now;
      frames_ = 0;
    }
    frames_ += frames;
    // A device that catches up fills its own buffer at once: a few periods, or more where a sound
    // server holds a lot.
    runaway_ = double(frames_) > 2e-9 * rate_ * double(now - begin_) + rate_ + 64.0 * buffer_;
    return runaway_;
  }

 private:
  double rate_ = 48000;
  int buffer_ = 64;
  Nanoseconds begin_ = 0;
  std::int64_t frames_ = 0;
  bool runaway_ = false;
};

}  // namespace seaglass::io
