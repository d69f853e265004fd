#pragma once
// Whether a joint in a sound is heard. Offline: it allocates and takes its time.

#include <cstddef>
#include <span>

namespace seaglass {

// [any] Power of the Hann-windowed samples [at, at + size) between two frequencies in Hz, in dB; zeros beyond the ends.
// 0 dB: a sine of amplitude 1 within the band.
double band_db(std::span<const float> x, std::ptrdiff_t at, int size, double low, double high, double rate);

// [any] How far what is heard above 8 kHz within `reach` samples of a joint stands above its surroundings, in dB: short
// windows over the joint against the loudest of the windows before and after it. Below kJointFloorDb, 70 dB under a sound
// of ordinary level, nothing is heard.
double joint_excess_db(std::span<const float> x, std::ptrdiff_t joint, double rate, int reach = 64);
inline constexpr double kJointFloorDb = -80;

}  // namespace seaglass
