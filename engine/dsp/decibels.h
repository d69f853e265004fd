#pragma once

#include <cmath>

namespace seaglass {

// [any] Amplitude of a level in dB.
inline float amplitude_of_db(float db) { return std::exp2(db * 0.16609640474436813f); }

// [any] Level in dB of an amplitude; -240 dB for zero.
inline float db_of_amplitude(float amplitude) { return 20.0f * std::log10(std::fmax(std::fabs(amplitude), 1e-12f)); }

// [any] Frequency in Hz of a pitch in MIDI keys (69 is 440 Hz).
inline double hz_of_key(double key) { return 440.0 * std::exp2((key - 69.0) / 12.0); }

}  // namespace seaglass
