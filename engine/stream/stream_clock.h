#pragma once
// Maps wall time to the sample index of the running stream.
//
// A delay-locked loop (Fons Adriaensen, "Using a DLL to filter time", 2005) smooths the times at which the device calls
// back. The reading says: the callback that plays sample `index` came at `time_ns`, one sample lasts `ns_per_sample`.

#include <cstdint>

#include "engine/config.h"
#include "engine/rt/seqlock.h"

namespace seaglass {

// Monotonic wall time in nanoseconds. The engine never asks for it: whoever drives it passes it in.
using Nanoseconds = std::int64_t;

struct ClockReading {
  SampleIndex index = 0;       // first sample of the newest callback
  double time_ns = 0;          // smoothed time of that callback
  double ns_per_sample = 0;    // 0 until the first callback
  std::int32_t frames = 0;     // length of the newest callback
  std::uint32_t epoch = 0;     // counts restarts of the device
  std::uint64_t callbacks = 0; // since the epoch began or the stream last broke off

  bool running() const { return callbacks > 0; }

  // The sample that would be handed to the device at wall time t, with fraction.
  double sample_at(double t) const { return double(index) + (t - time_ns) / ns_per_sample; }

  // The wall time at which sample s will be asked for.
  double time_of(double s) const { return time_ns + (s - double(index)) * ns_per_sample; }
};

class StreamClock {
 public:
  // [control] `rate` in Hz; nothing may be running.
  void prepare(double rate);

  // [control] The device was stopped or replaced: the index goes on, the times start afresh.
  void restart();

  // [audio] Wait-free. A callback for samples [index, index + frames) came at `now`. A device with a clock of its own that
  // is smooth already (JACK) says how long its samples last: its times are taken as they are, since to filter them again
  // would only follow it late.
  void tick(SampleIndex index, int frames, Nanoseconds now, double device_ns_per_sample = 0);

  // [any] but [audio]. Lock-free.
  ClockReading read() const { return published_.load(); }

  // [any] Hz, as prepared.
  double rate() const { return rate_; }

 private:
  double rate_ = 48000;
  ClockReading reading_;        // [audio] only
  double next_ns_ = 0;          // [audio] only: predicted time of the next callback
  std::uint32_t epoch_ = 0;     // [audio] only
  std::atomic<std::uint32_t> wanted_epoch_{0};
  rt::Seqlock<ClockReading> published_;
};

}  // namespace seaglass
