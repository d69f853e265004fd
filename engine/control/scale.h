#pragma once
// A scale and how it lies on a keyboard, with the meaning of the Scala formats .scl and .kbm
// (huygens-fokker.org/scala): together they are a Tuning. io/file/scala_file.h reads them.

#include <optional>
#include <vector>

#include "engine/control/tuning.h"

namespace seaglass {

// Degree 0 is 0 cents and not stored; the last one is the period, after which the scale begins again.
struct Scale {
  std::vector<double> cents;  // of degrees 1, 2, ...: at least one

  // [any] Any degree: below 0 and beyond the last it goes on period by period.
  double cents_of(int degree) const;
};

// [any] So many equal steps to the period.
Scale equal_scale(int steps, double period_cents = 1200);

struct Keyboard {
  int first = 0, last = kKeys - 1;   // outside of them keys keep their equal temperament
  int middle = 60;                   // key of the first entry of `degrees`
  int reference = int(kConcertKey);  // key that has the frequency `hz`
  double hz = kConcertHz;
  int octave_degree = 0;  // the degree by which the pattern moves when it repeats; 0: the period
  // A pattern that repeats, nothing for a key that does not sound. Empty: one degree to a key.
  std::vector<std::optional<int>> degrees{};

  // [any] The degree that a key plays, or nothing, on a scale with so many degrees to the period.
  std::optional<int> degree_of(int key, int period) const;
};

// [control] The tuning; a keyboard whose reference key plays nothing cannot say where it lies and gives none.
std::optional<Tuning> tuning_of(const Scale& scale, const Keyboard& keyboard);

}  // namespace seaglass
