#pragma once
// From one setting to another over a time: parameters move evenly in their own sense (frequencies and ratios by factors),
// places by morphing, switches in the middle. Pure; whoever owns a clock asks for the events of the next stretch.
//
// A part has one goal to morph to. So the way from one place to another has up to three legs, each as long as it is far: back
// from the morph that the part is in, over to the other place, and on to where it shall stand from there. Between two legs
// the timbre is said in other words (a goal that has no share, a place by its spot on the map), which is not heard.

#include <vector>

#include "engine/patch/patch.h"
#include "engine/patch/settings.h"

namespace seaglass {

class Glide {
 public:
  // [control] `seconds` > 0.
  Glide(const StageReport& from, const StageReport& to, const Patch& patch, double seconds);

  struct Timed {
    double at;  // seconds since the glide began
    Event event;
  };

  // [control] The events of [done, until), in order; `until` may be past the end. What is said at one time has to happen at
  // one sample.
  std::vector<Timed> advance(double until);

  bool done() const { return next_ > steps_; }
  double seconds() const { return seconds_; }

 private:
  struct Move {
    std::uint8_t part;
    ParameterId id;
    float from, to;
    enum class Way : std::uint8_t { kEven, kFactor, kSwitch } way;
    double begin, end;  // shares of the glide
  };
  // Said once.
  struct Turn {
    double at;  // share of the glide
    Event event;
  };
  void add_move(std::uint8_t part, ParameterId id, float from, float to, double begin = 0, double end = 1);
  void add_turn(std::uint8_t part, ParameterId id, float value, double at);
  void add_morph(std::uint8_t part, const PartReport& from, const PartReport& to, const Patch& patch);
  void add_way(std::uint8_t part, const PartReport& from, const PartReport& to, const Patch& patch);
  int step_of(double share) const;
  void add_step(std::vector<Timed>& events, int step) const;

  double seconds_;
  int steps_ = 1, next_ = 0;
  std::vector<Move> moves_;
  std::vector<Turn> turns_;
  std::vector<Event> last_;
};

}  // namespace seaglass
