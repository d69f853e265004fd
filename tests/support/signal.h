#pragma once
// Measurements on sampled sound, in double precision and in plain words.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace seaglass::test {

// Power of the Hann-windowed samples [at, at + size) between two frequencies in Hz, in dB; zeros beyond the ends.
// 0 dB: a sine of amplitude 1 within the band.
double band_db(std::span<const float> x, std::ptrdiff_t at, int size, double low, double high, double rate);

// Frequency in Hz of the partial near `guess`, from the phase that it gains over a third of the samples.
double measure_hz(std::span<const float> x, double rate, double guess);

double cents_between(double hz, double reference);

double rms(std::span<const float> x);
float peak(std::span<const float> x);
bool finite(std::span<const float> x);

// How far what is heard above 8 kHz within `reach` samples of a joint stands above its surroundings, in dB: short
// windows over the joint against the loudest of the windows before and after it. Below kJointFloorDb, 70 dB under a sound of ordinary level, nothing is heard.
double joint_excess_db(std::span<const float> x, std::ptrdiff_t joint, double rate, int reach = 64);
inline constexpr double kJointFloorDb = -80;

// First index where two stretches differ in any bit, or -1.
std::ptrdiff_t first_difference(std::span<const float> a, std::span<const float> b);

}  // namespace seaglass::test
