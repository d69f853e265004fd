#pragma once
// The tempo that somebody taps. A hand is off by 10 to 20 ms and now and then misses: so the period is the median of the
// last intervals, and the beat is where the median of the last taps puts it.

#include <array>
#include <optional>

namespace seaglass {

// One thread. Times in seconds, of any clock that does not step back.
class TapTempo {
 public:
  static constexpr double kForgetSeconds = 2.5;   // a pause that begins a new count
  static constexpr double kBounceSeconds = 0.12;  // 500 taps a minute: a pad that trembled

  struct Beat {
    double time;    // of a beat
    double period;  // seconds
  };

  // A tap came at `time`. From the second one of a count on, what the taps say.
  std::optional<Beat> tap(double time);

  // Does a count go on at `time`?
  bool counting(double time) const { return count_ > 0 && time - taps_[std::size_t(count_ - 1)] < kForgetSeconds; }
  void forget() { count_ = 0; }

 private:
  static constexpr int kTaps = 6;  // five intervals: the median of a beat and a bar, in four

  std::array<double, kTaps> taps_{};  // the oldest first
  int count_ = 0;
};

}  // namespace seaglass
