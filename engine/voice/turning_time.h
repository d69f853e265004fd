#pragma once
// A moment in a recording that moves about a steady stretch: it turns round at random moments and at the ends, so that
// nothing repeats and nothing jumps. Leaping to another spot, however softly, makes fast movement out of slow
// differences (three times the recording's own).

#include <algorithm>
#include <cstdint>

#include "engine/dsp/random.h"

namespace seaglass {

// [worker] wait-free.
class TurningTime {
 public:
  // Forward from `at`, which may lie before the stretch; the first turn is somewhere in its later part.
  void start(double at, double begin, double end, std::uint64_t seed) {
    now_ = at;
    begin_ = begin;
    end_ = end;
    seed_ = seed;
    turns_ = 0;
    direction_ = 1;
    until_ = end - (end - begin) * (1 - kShortestRun) * unit_random(hash64(seed, 0));
  }

  void advance(double seconds) {
    now_ += direction_ * seconds;
    if (direction_ * (now_ - until_) >= 0) turn();
  }

  double now() const { return now_; }

 private:
  // Goes on in the other direction from where it stands, to a random spot on that side.
  void turn() {
    now_ = std::clamp(2 * until_ - now_, begin_, end_);
    direction_ = -direction_;
    const double goal = direction_ > 0 ? end_ : begin_;
    const float share = kShortestRun + (1 - kShortestRun) * unit_random(hash64(seed_, ++turns_));
    until_ = now_ + (goal - now_) * share;
  }

  static constexpr float kShortestRun = 0.4f;  // a run covers at least this share of what lies before it

  double now_ = 0, begin_ = 0, end_ = 0;  // seconds
  double direction_ = 1, until_ = 0;      // where the next turn is
  std::uint64_t seed_ = 0, turns_ = 0;
};

}  // namespace seaglass
