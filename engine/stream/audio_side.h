#pragma once
// The audio thread's whole work: tell the time, copy what the worker made, conceal what it did not, count. All [audio],
// wait-free: no allocation, no lock, no system call.

#include "engine/stream/concealer.h"
#include "engine/stream/stream_link.h"

namespace seaglass {

class AudioSide {
 public:
  // [control] `rate` in Hz.
  AudioSide(StreamLink& link, double rate);

  // Gives the next `count` samples of the stream, for any count up to kMaxBuffer. `now`: when the device called.
  void process(float* left, float* right, int count, Nanoseconds now);

  // The device says that it could not keep up.
  void xrun() { link_.xruns.fetch_add(1, std::memory_order_relaxed); }

  SampleIndex position() const { return position_; }

 private:
  void record_miss(SampleIndex first, int count, int lag);

  StreamLink& link_;
  Concealer concealer_;
  SampleIndex position_ = 0;
};

}  // namespace seaglass
