#pragma once
// Notices a device that calls back far more often than its rate allows: that is how RtAudio behaves
// when a card is unplugged or a sound server dies, since each failed write returns at once and the
// loop goes on. Until that is certain it says how long to wait, so that the stream does not run
// ahead of time.

#include <algorithm>

#include "io/os/time.h"

namespace seaglass::io {

class StreamPace {
 public:
  // Clocks of sound cards differ by a tenth of a percent, adaptive ones by one.
  static constexpr double kTolerance = 1.05;
  // Beyond what the device can hold: callbacks that were held up come in a bunch.
  static constexpr double kSlack = 0.05;  // s
  // Ahead for so long without a break: nothing takes what is written.
  static constexpr Nanoseconds kCertain = kSecond / 4;

  // [control] `hold`: frames that the device takes at once when it is empty.
  void start(double rate, int hold) {
    rate_ = rate;
    limit_ = hold + kSlack * rate;
    ahead_ = 0;
    last_ = ahead_since_ = 0;
    runaway_ = false;
  }

  // [audio] Wait-free. A callback for `frames` came at `now`: how long until a real device could
  // have asked. 0 always, while one plays.
  Nanoseconds early(int frames, Nanoseconds now) {
    if (last_ != 0) ahead_ = std::max(0.0, ahead_ - kTolerance * rate_ * double(now - last_) * 1e-9);
    last_ = now;
    ahead_ += frames;
    if (ahead_ <= limit_) {
      ahead_since_ = 0;
      return 0;
    }
    if (ahead_since_ == 0) ahead_since_ = now;
    runaway_ = runaway_ || now - ahead_since_ > kCertain;
    return Nanoseconds((ahead_ - limit_) * 1e9 / (kTolerance * rate_)) + 1;
  }

  // [audio] Wait-free. True once the device runs away, for good.
  bool runaway() const { return runaway_; }

 private:
  double rate_ = 48000;
  double limit_ = 0;              // frames
  double ahead_ = 0;              // frames asked for that cannot have been played yet
  Nanoseconds last_ = 0;
  Nanoseconds ahead_since_ = 0;   // 0: it is not
  bool runaway_ = false;
};

}  // namespace seaglass::io
