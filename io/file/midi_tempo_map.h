#pragma once
// From ticks of a MIDI file to seconds.

#include <cstdint>
#include <vector>

namespace seaglass::io {

class MidiTempoMap {
 public:
  // [control] `division` as in the file's header: ticks a beat, or frames a second and ticks a
  // frame.
  explicit MidiTempoMap(int division);

  bool valid() const { return ticks_per_beat_ > 0 || ticks_per_second_ > 0; }

  // Microseconds a beat from `tick` on; in any order of ticks, the last one given for a tick holds.
  void add(std::int64_t tick, int microseconds);

  // No more tempos come.
  void finish();

  // After finish(). Bounded when ticks rise from call to call.
  double seconds_at(std::int64_t tick);

 private:
  struct Tempo {
    std::int64_t tick;
    double seconds;           // at that tick
    double seconds_per_tick;  // from there on
  };
  int ticks_per_beat_ = 0;
  double ticks_per_second_ = 0;  // SMPTE: tempos mean nothing
  std::vector<Tempo> tempos_;
  std::size_t at_ = 0;
};

}  // namespace seaglass::io
