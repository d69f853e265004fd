#pragma once
// Measurements on sampled sound, in double precision and in plain words.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/dsp/joint.h"

namespace seaglass::test {

// Frequency in Hz of the partial near `guess`, from the phase that it gains over a third of the samples.
double measure_hz(std::span<const float> x, double rate, double guess);

double cents_between(double hz, double reference);

double rms(std::span<const float> x);
float peak(std::span<const float> x);
bool finite(std::span<const float> x);

// First index where two stretches differ in any bit, or -1.
std::ptrdiff_t first_difference(std::span<const float> a, std::span<const float> b);

}  // namespace seaglass::test
