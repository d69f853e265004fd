#pragma once
// Constants of the instrument, each with its unit and reason.

#include <cstddef>
#include <cstdint>

namespace seaglass {

// Index of a sample in the running stream: the one clock of the instrument.
using SampleIndex = std::int64_t;

inline constexpr int kParts = 16;      // MIDI channels
inline constexpr int kChannels = 2;    // the model's output is stereo
inline constexpr int kMinBuffer = 16;  // frames, as the contract promises
inline constexpr int kMaxBuffer = 4096;

// A render call is cut into pieces of at most this many samples, which bounds every scratch buffer.
inline constexpr int kMaxSpan = 256;

// Control frames of a voice: 1/375 s is 128 samples at 48 kHz, short enough that a linear ramp between two frames
// follows an attack, long enough that the frame's own work stays a small part of the oscillators'.
inline constexpr double kFrameSeconds = 1.0 / 375.0;

inline constexpr int kMaxPartials = 96;    // reaches 20 kHz from key 57 up; below, the spectrum has fallen off by then
inline constexpr int kNoiseBands = 65;     // points of the noise density, equally spaced in mel
inline constexpr int kDefaultVoices = 64;
inline constexpr int kMaxVoices = 1024;
inline constexpr int kGhosts = 8;          // stolen voices that may still fade at one time
inline constexpr double kGhostSeconds = 0.008;  // long enough that the fade's own spectrum stays below a few hundred Hz

// How patches store levels: a byte counts steps of -0.4 dB from full scale; 255 stands for silence.
inline constexpr float kLevelStepDb = 0.4f;
// What a partial counts for in a recording too soft or too high to show it: -80 dB, as far down as the analyser looks.
inline constexpr std::uint8_t kMissingLevel = 200;

inline constexpr std::size_t kCacheLine = 64;

}  // namespace seaglass
