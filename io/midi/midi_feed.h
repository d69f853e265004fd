#pragma once
// What one thread has to send, in order of time: messages from the lanes, and MIDI clock from the beat map.

#include <atomic>
#include <vector>

#include "engine/rt/seqlock.h"
#include "engine/rt/spsc_ring.h"
#include "engine/stream/stream_clock.h"
#include "engine/transport/beat_map.h"
#include "io/midi/clock_writer.h"
#include "io/midi/midi_message.h"

namespace seaglass::io {

class MidiFeed {
 public:
  // [control] All must outlive it.
  MidiFeed(const StreamClock& clock, const rt::Seqlock<BeatMap>& beats);

  // [control] Before it is used: a lane's ring for this thread.
  void add(rt::SpscRing<MidiMessage>& ring) { rings_.push_back(&ring); }

  // [control] Outputs that get MIDI clock.
  void set_clock(MidiOutputSet outputs) { clock_outputs_.store(outputs, std::memory_order_relaxed); }

  // The rest: the feed's own thread. Wait-free.

  // Takes in what has come since; then next() gives what is due before `until`, in order. Its `at` is not before the
  // last `until`: what is late is due at once.
  void look();
  [[nodiscard]] bool next(SampleIndex until, MidiMessage& message);

  // When the next message is due, or when to look again, as far as is known.
  SampleIndex due() const;

  const StreamClock& clock() const { return clock_; }

 private:
  static constexpr std::size_t kWaiting = 1024;  // messages for later, of all lanes

  void keep(const MidiMessage& message);

  const StreamClock& clock_;
  const rt::Seqlock<BeatMap>& beats_;
  std::vector<rt::SpscRing<MidiMessage>*> rings_;
  std::atomic<MidiOutputSet> clock_outputs_{0};
  std::vector<MidiMessage> waiting_;  // the next one last; of equals the one that came first
  BeatMap map_;
  ClockWriter writer_;
  MidiMessage tick_;                  // taken from the writer, not yet given
  bool has_tick_ = false;
  SampleIndex done_ = 0;
};

}  // namespace seaglass::io
