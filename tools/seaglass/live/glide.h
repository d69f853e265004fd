#pragma once
// From one setting to another over a time: parameters move evenly in their own sense (frequencies and ratios by factors),
// places by morphing, switches in the middle. Pure; whoever owns a clock asks for the events of the next stretch.

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

  // [control] The events of [done, until), in order; `until` may be past the end.
  std::vector<Timed> advance(double until);

  bool done() const { return next_ > steps_; }
  double seconds() const { return seconds_; }

 private:
  struct Move {
    std::uint8_t part;
    ParameterId id;
    float from, to;
    enum class Way : std::uint8_t { kEven, kFactor, kSwitch } way;
  };
  void add_move(std::uint8_t part, ParameterId id, float from, float to);
  void add_step(std::vector<Timed>& events, int step) const;

  double seconds_;
  int steps_ = 1, next_ = 1;
  std::vector<Move> moves_;
  std::vector<Event> first_, last_;
};

}  // namespace seaglass
