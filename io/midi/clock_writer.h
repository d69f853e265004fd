#pragma once
// MIDI clock that goes out: 24 ticks a beat with start, continue, stop and song position, as a BeatMap has them.
//
// A receiver counts ticks, so none is ever lost or sent twice, though the map may change from call to call. Start and
// continue go out a millisecond before the tick that they mean, as MIDI asks. Song positions are sixteenths: where the
// beat leaps into the middle of one, the receiver waits for the next. The clock ticks on while the beat stands, so that
// receivers keep the tempo.

#include <array>
#include <cstdint>

#include "engine/transport/beat_map.h"
#include "io/midi/midi_message.h"

namespace seaglass::io {

// The consumer's own thread. All functions wait-free.
class ClockWriter {
 public:
  // The next message that is due before `until`; false when there is none, and then no later call goes back before it.
  [[nodiscard]] bool next(const BeatMap& map, SampleIndex until, MidiMessage& message);

  // When the next one is due, or when to look again, as far as the map tells.
  SampleIndex due(const BeatMap& map) const { return step(map).at; }

  // Where it has come to. Forward only.
  void skip_to(SampleIndex at) { at_ = std::max(at_, at); }

 private:
  enum class What { kLook, kSetOut, kTick };
  struct Step {
    SampleIndex at;
    What what;
  };
  Step step(const BeatMap& map) const;
  void announce(const BeatLine& line);
  void say(std::initializer_list<std::uint8_t> bytes);
  void meet(const BeatLine& line);

  SampleIndex at_ = 0;            // all before it is sent
  bool known_ = false;            // it has seen a map
  std::uint32_t take_ = 0;        // what the receivers were told of
  bool playing_ = false;
  bool running_ = false;          // the receivers count
  bool set_out_ = false;          // they are to be started
  bool wound_ = false;            // to set_out_tick_; else they go on where they stopped
  bool from_start_ = false;       // with start, not with continue
  std::int64_t set_out_tick_ = 0;
  std::uint32_t tick_take_ = 0;   // of next_tick_
  std::int64_t next_tick_ = 0;
  double idle_tick_ = 0;          // sample of the next tick while the beat stands
  std::array<MidiMessage, 4> said_{};
  std::size_t said_count_ = 0, said_taken_ = 0;
};

}  // namespace seaglass::io
