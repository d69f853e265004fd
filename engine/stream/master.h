#pragma once
// The last stage of every render: gain, DC blocker, limiter, fades. It belongs to the pure render and not to the
// device callback, so that a replay gives the very samples that were heard; after it the audio thread only conceals.
// Gain and fades are the whole instrument's; every stereo pair has a limiter of its own, since what plays on the one
// must not make the other softer.

#include <array>

#include "engine/audio_span.h"
#include "engine/config.h"
#include "engine/dsp/dc_blocker.h"
#include "engine/dsp/limiter.h"
#include "engine/dsp/ramp.h"

namespace seaglass {

class Master {
 public:
  // [control] `rate` in Hz.
  void prepare(double rate);

  // [worker] wait-free, all of these. `first` is the stream index of out's first sample.
  void process(SampleIndex first, const AudioSpan& out);
  void set_gain(float db);
  float gain_db() const { return gain_db_; }
  void fade_out();

  // [any] How long fade_out() takes.
  static int fade_out_samples(double rate);

  // A sample that is not a number is replaced by zero and counted: it must never reach a loudspeaker.
  std::uint64_t bad_samples() const { return bad_samples_; }

 private:
  struct Pair {
    DcBlocker left, right;
    Limiter limiter;
  };
  void level(float* samples, int count);

  double rate_ = 48000;
  float gain_db_ = 0;
  Ramp gain_{1}, ending_{1};
  std::array<Pair, kMaxOutputs> pairs_;
  int fade_in_ = 0;  // samples
  std::uint64_t bad_samples_ = 0;
};

}  // namespace seaglass
