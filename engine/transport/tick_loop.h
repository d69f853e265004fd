#pragma once
// Follows a clock that ticks 24 times a beat and says nothing else: where its ticks are, and how long one lasts.
//
// A fading-memory filter of second order (the alpha-beta filter whose first steps are a least-squares line: Kalata, "The
// tracking index", 1984), over about a second. What a cable and a busy computer do to ticks is dealt with apart:
// - a tick that comes a little early or late moves the line by a twelfth of that, at most;
// - several in a row on one side are a tempo that changes: the memory becomes short until the line is there;
// - one that is off by more than half a tick is held back until those after it tell whether it was late, ticks were lost
//   (the count goes on as if they had come), or the tempo has leapt.

#include <array>
#include <cstdint>

#include "engine/stream/stream_clock.h"

namespace seaglass {

// One thread. All functions wait-free, a microsecond at most.
class TickLoop {
 public:
  static constexpr int kTicksPerBeat = 24;
  // Longer than three ticks at 20 beats a minute: the clock is silent.
  static constexpr Nanoseconds kSilence = 500'000'000;

  // A tick came at `when`.
  void tick(Nanoseconds when);

  // The next tick begins something: it says where the ticks are, though hardly how long they last.
  void set_out() { phase_seen_ = 0; }

  // The newest tick: its number, counted from 0 with the lost ones, and when it was, but for the jitter.
  std::int64_t number() const { return number_; }
  double time_ns() const { return time_; }

  // Of one tick; 0 until a tempo can be believed.
  double ns_per_tick() const { return seen_ >= kFirst ? period_ : 0; }

 private:
  static constexpr int kFirst = 6;    // ticks, a quarter of a beat, before a tempo is believed
  static constexpr int kMemory = 48;  // ticks: one second at 120 beats a minute
  static constexpr int kHeld = 12;    // ticks, half a beat, before it is decided what they mean

  void begin(Nanoseconds when);
  void accept(double when, double predicted);
  bool changes(double error);
  void hold(Nanoseconds when);
  void go_on(std::int64_t lost);
  struct Pace {
    double slope, worst;  // ticks per tick against the line, and the farthest of them from that
    double sure;          // standard deviation of the slope
  };
  Pace pace(int from) const;
  void settle_held();
  double expected(std::int64_t after) const { return time_ + period_ * double(after); }

  std::int64_t number_ = -1;
  double time_ = 0, period_ = 0;  // ns
  double noise_ = 0;              // mean distance of ticks from the line, ns
  int seen_ = 0, phase_seen_ = 0; // ticks that the tempo, and the place, rest on
  double one_side_ = 0;           // by how much the last ones, all early or all late, were off together, ns
  int one_side_ticks_ = 0;
  std::array<double, kHeld> held_{};
  int held_count_ = 0;
  Nanoseconds newest_ = 0;
};

}  // namespace seaglass
