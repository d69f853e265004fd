#pragma once
// Finds the lag between 5 and 40 ms at which the sound of the last moments resembles itself best: where a loop over it would
// join (see engine/stream/concealer.h). Normalised cross-correlation at about 12 kHz, every 10 ms.

#include <vector>

#include "engine/audio_span.h"

namespace seaglass {

class SpliceLag {
 public:
  // [control] `rate` in Hz.
  void prepare(double rate);

  // [worker] Bounded. Takes the next out.count samples, at most kMaxSpan; what counts is the sum of all channels.
  void feed(const AudioSpan& out);

  // [worker] Wait-free. In samples at the full rate; 0 while nothing is known.
  int lag() const { return lag_; }

 private:
  void search();

  int factor_ = 4;                 // of decimation
  int shortest_ = 60, longest_ = 480, window_ = 160, period_ = 120;  // decimated samples
  std::vector<float> recent_;      // [longest + window], oldest first
  float sum_ = 0;
  int summed_ = 0, fresh_ = 0, lag_ = 0;
};

}  // namespace seaglass
