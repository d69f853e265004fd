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
  for (Pair& pair : pairs_) {
    pair.left.prepare(rate);
    pair.right.prepare(rate);
    pair.limiter.prepare(rate);
  }
  fade_in_ = int(kFadeInSeconds * rate);
}

void Master::set_gain(float db) {
  gain_db_ = db;
  gain_.move(amplitude_of_db(db), int(kStepSeconds * rate_));
}

int Master::fade_out_samples(double rate) { return int(kFadeOutSeconds * rate); }

void Master::fade_out() { ending_.move(0, fade_out_samples(rate_)); }

// Gain, and a guard against what is not a number.
void Master::level(float* samples, int count) {
  for (int i = 0; i < count; i++) {
    samples[i] *= gain_.at(i);
    if (std::fabs(samples[i]) < kAbsurd) continue;  // false for what is not a number, too
    samples[i] = 0;
    bad_samples_++;
  }
}

void Master::process(SampleIndex first, const AudioSpan& out) {
  for (int p = 0; p < out.pairs; p++) {
    const StereoPair to = out.pair(p);
    Pair& pair = pairs_[std::size_t(p)];
    level(to.left, out.count);
    level(to.right, out.count);
    pair.left.process(to.left, out.count);
    pair.right.process(to.right, out.count);
    pair.limiter.process(to.left, to.right, out.count);
  }
  gain_.advance(out.count);

  // Fades at the two ends of the stream.
  if (first < fade_in_ || !ending_.steady() || ending_.target() != 1.0f) {
    for (int i = 0; i < out.count; i++) {
      const float in = std::min(1.0f, float(first + i) / float(fade_in_));
      const float gain = in * ending_.at(i);
      for (int c = 0; c < out.channels(); c++) out.channel(c)[i] *= gain;
    }
    ending_.advance(out.count);
  }
}

}  // namespace seaglass
