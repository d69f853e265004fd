#pragma once
// Bars and tempo along a piece, as the network is told them.

#include <vector>

#include "engine/jam/composer.h"
#include "engine/jam/grid.h"

namespace seaglass::jam {

// [any] The index of a tempo for Setting: eight equal ratios from 50 to 200 beats a minute.
int tempo_step(double bpm);

struct Meter {
  Frame from = 0;  // where its first bar begins
  int numerator = 4, denominator = 4;
};

// [any] The setting of a frame in a bar of this meter.
Setting in_bar(Frame frame, const Meter& meter);

// [any] The setting of a frame where no bar is known, but quarter notes are.
Setting without_bar(Frame frame);

}  // namespace seaglass::jam
