#pragma once
// What the listener hears when the worker is late: the sound goes on as it was, for a while.
//
// The last `lag` samples, where the sound resembles itself best, are looped. The joint is smooth because what the loop
// lacks, d[t] = x[t] - x[t - lag], is carried on beyond it by linear prediction and faded out: it goes on with the
// frequencies that it has, and no spectrum is made that was not there. (Odd reflection, 2 d[0] - d[-t], which keeps
// value and slope, left 24 dB above 8 kHz at the joint of a bowed chord: its curvature jumps.) The loop fades to silence
// over kFadeSeconds; when true samples come again they are crossfaded in. Deterministic: a replay with the recorded
// misses gives the same bits. All pairs are treated alike and at once, so that what plays on two of them stays together.

#include <cstdint>
#include <vector>

#include "engine/audio_span.h"
#include "engine/config.h"

namespace seaglass {

class Concealer {
 public:
  // [control] `rate` in Hz.
  void prepare(double rate, int pairs = 1);

  // [audio] Wait-free. Every channel of out, which has the pairs prepared for, holds `available` true samples of out.count;
  // the rest is filled in. `lag` as the worker published it. Returns how many samples differ from the true ones or stand
  // in for missing ones.
  int process(const AudioSpan& out, int available, int lag);

  // [audio] True while a stand-in is heard.
  bool concealing() const { return state_ != State::kIdle; }

  static constexpr double kShortestLagSeconds = 0.005, kLongestLagSeconds = 0.040;
  static constexpr double kFadeSeconds = 0.080;

 private:
  enum class State { kIdle, kMissing, kRecovering };
  struct Channel {
    std::vector<float> history;  // ring of the samples heard last
    std::vector<float> loop;     // [longest lag]
    void remember(std::int64_t at, std::int64_t mask, const float* samples, int n);
    void begin(std::int64_t heard, std::int64_t mask, int lag, int correct);
  };
  void begin(int lag);
  float gain() const;

  std::vector<Channel> channels_;
  std::int64_t mask_ = 0, heard_ = 0;
  int shortest_ = 0, longest_ = 0, fade_ = 0, correct_ = 0, recover_ = 0;  // samples
  std::vector<float> fade_table_;
  State state_ = State::kIdle;
  int lag_ = 1;
  std::int64_t since_ = 0;  // samples since the miss began
  int recovered_ = 0;       // samples into the crossfade
};

}  // namespace seaglass
