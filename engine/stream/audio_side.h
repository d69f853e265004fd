#pragma once
// The audio thread's whole work: tell the time, copy what the worker made, conceal what it did not, count. All [audio],
// wait-free: no allocation, no lock, no system call.

#include "engine/dsp/ramp.h"
#include "engine/stream/concealer.h"
#include "engine/stream/stream_link.h"

namespace seaglass {

// Renders in the worker's place: when the worker has overslept, or rests because nothing sounds.
class Rescuer {
 public:
  enum class Outcome { kNothing, kRescued, kPlanned };

  // [audio] Bounded by one buffer's rendering; never waits. Unless it made nothing, all samples before `until` are
  // in the frame ring. kPlanned: the worker had left these samples to the audio thread, so nobody was late.
  virtual Outcome rescue(SampleIndex until) = 0;

 protected:
  ~Rescuer() = default;
};

class AudioSide {
 public:
  // [control] `rate` in Hz. The link's frame ring has been prepared.
  AudioSide(StreamLink& link, double rate);

  // [control] Before the stream runs; null: what is not there in time is concealed at once.
  void set_rescuer(Rescuer* rescuer) { rescuer_ = rescuer; }

  // Gives the next out.count samples of the stream, for any count up to kMaxBuffer, of as many pairs as the frame ring
  // has. `now`: when the device called; for device_ns_per_sample see StreamClock::tick.
  void process(const AudioSpan& out, Nanoseconds now, double device_ns_per_sample = 0);

  // Before process(): the input of the same samples.
  void listen(const float* const* in, int channels, int count) { link_.input.write(position_, in, channels, count); }

  // The device says that it could not keep up.
  void xrun() { link_.xruns.fetch_add(1, std::memory_order_relaxed); }

  // [any] Wait-free. The output fades to zero, beginning with the next callback, and stays there. It is done here and
  // not by the worker, whose delay may be longer than a performer waits; the journal notes the sample, and a replay's
  // master makes the same fade there.
  void fade_out() { ending_wanted_.store(true, std::memory_order_release); }
  // [any] Wait-free. True once nothing more will be heard.
  bool ended() const { return ended_.load(std::memory_order_acquire); }

  SampleIndex position() const { return position_; }

 private:
  FrameRing::Taken take(const AudioSpan& out);
  void record(const JournalRecord& record);
  void end(const AudioSpan& out);

  StreamLink& link_;
  Rescuer* rescuer_ = nullptr;
  Concealer concealer_;
  SampleIndex position_ = 0;
  Ramp ending_{1};
  int ending_samples_ = 0;
  std::atomic<bool> ending_wanted_{false}, ended_{false};
};

}  // namespace seaglass
