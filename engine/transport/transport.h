#pragma once
// Keeps the beat: obeys commands, follows a clock from outside, and says what it decided as a BeatMap.
//
// Every change takes effect at a stated sample. The beat goes on without a leap when the tempo changes, when a tap or a
// clock pulls it to where it should be (it hurries or lingers until it is there), and when a clock falls silent; it
// leaps only where somebody starts, locates or a leading clock does. Pure: the same calls give the same map.

#include <cstdint>
#include <string_view>

#include "engine/transport/beat_map.h"
#include "engine/transport/tap_tempo.h"

namespace seaglass {

// Who says how fast and where the beat is, the strongest last.
enum class BeatAuthority : std::uint8_t { kInternal, kTap, kMidiClock, kLink };
std::string_view name_of(BeatAuthority authority);

inline constexpr double kMinTempo = 20, kMaxTempo = 400;  // beats per minute
inline constexpr double kDefaultTempo = 120;

// What a clock outside says, in samples of the stream.
struct BeatLead {
  double sample = 0;            // a moment, past or to come,
  double beat = 0;              // and the beat then
  double beats_per_sample = 0;  // 0: not known yet
  bool playing = false;
  std::uint32_t take = 0;       // changes when the leader starts, stops or locates
  double start = 0;             // the beat with which this take began
  bool placed = true;           // false: it ticks, but nobody knows which beat it is at
};

// All functions [control], one thread at a time.
class Transport {
 public:
  // When a change is made, and when it takes effect: at `at`, or with the change before if that is yet to come. Where `at`
  // has passed, what sets out does so now, and catches up.
  struct Moment {
    SampleIndex now = 0, at = 0;
  };

  explicit Transport(double rate, double tempo = kDefaultTempo);

  void start(Moment m);                      // from beat 0
  void stop(Moment m);
  void resume(Moment m);                     // from where it stands
  void locate(double beat, Moment m);
  void set_tempo(double bpm, Moment m);      // held to kMinTempo to kMaxTempo

  // Somebody tapped when `heard`, with fraction, came out of the loudspeaker: the second tap sets the tempo, and the beat
  // moves there.
  void tap(double heard, Moment m);

  // What the leader says now; often. The first call makes it the leader.
  void follow(BeatAuthority who, const BeatLead& lead, Moment m);

  // Nobody leads any more: the beat goes on as it goes.
  void release() { leader_ = BeatAuthority::kInternal; }

  BeatAuthority authority(SampleIndex now) const;
  const BeatMap& map() const { return map_; }

  // Counts changes of the map.
  std::uint64_t changes() const { return changes_; }

 private:
  enum class Kind { kCommand, kCorrection };
  // The line to change: as it would be at the sample where the change takes effect.
  BeatLine line_for(Moment m) const;
  void prune(SampleIndex now, SampleIndex from);
  void put(const BeatLine& line, Moment m, Kind kind);
  void set_out(const BeatLine& line, Moment m);
  // From `line` on to `target`, a line that plays at the same tempo or nearly, without a leap.
  void approach(BeatLine line, const BeatLine& target, Moment m, Kind kind);
  void follow_placed(const BeatLead& lead, const BeatLine& target, bool new_take, Moment m);

  BeatMap map_;
  SampleIndex settled_ = 0;  // up to here commands have decided: corrections come after
  TapTempo taps_;
  BeatAuthority leader_ = BeatAuthority::kInternal;       // none
  BeatAuthority last_leader_ = BeatAuthority::kInternal;  // may come back to the take that it left
  std::uint32_t lead_take_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace seaglass
