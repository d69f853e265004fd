#include "engine/stream/master.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/decibels.h"

namespace seaglass {
namespace {

constexpr double kFadeInSeconds = 0.03;   // at the start of the stream
constexpr double kFadeOutSeconds = 0.010; // SIGTERM promises silence within 20 ms, a callback included
constexpr float kAbsurd = 1e9f;            // beyond, filters would run over and never come back

}  // namespace

void Master::prepare(double rate) {
  rate_ = rate;
  gain_db_ = 0;
  gain_.jump(1);
  ending_.jump(1);
  for (DcBlocker& b : blockers_) b.prepare(rate);
  limiter_.prepare(rate);
  fade_in_ = int(kFadeInSeconds * rate);
}

void Master::set_gain(float db) {
  gain_db_ = db;
  gain_.move(amplitude_of_db(db), int(kStepSeconds * rate_));
}

int Master::fade_out_samples(double rate) { return int(kFadeOutSeconds * rate); }

void Master::fade_out() { ending_.move(0, fade_out_samples(rate_)); }

void Master::process(SampleIndex first, const AudioSpan& out) {
  float* const channels[kChannels] = {out.left, out.right};

  // Gain, and a guard against what is not a number.
  for (float* samples : channels)
    for (int i = 0; i < out.count; i++) {
      samples[i] *= gain_.at(i);
      if (std::fabs(samples[i]) < kAbsurd) continue;  // false for what is not a number, too
      samples[i] = 0;
      bad_samples_++;
    }
  gain_.advance(out.count);

  // DC blocker, limiter.
  for (int c = 0; c < kChannels; c++) blockers_[c].process(channels[c], out.count);
  limiter_.process(out.left, out.right, out.count);

  // Fades at the two ends of the stream.
  if (first < fade_in_ || !ending_.steady() || ending_.target() != 1.0f) {
    for (int i = 0; i < out.count; i++) {
      const float in = std::min(1.0f, float(first + i) / float(fade_in_));
      const float gain = in * ending_.at(i);
      out.left[i] *= gain;
      out.right[i] *= gain;
    }
    ending_.advance(out.count);
  }
}

}  // namespace seaglass
