#pragma once
// Constants of the instrument, each with its unit and reason.

#include <cstddef>
#include <cstdint>

namespace seaglass {

// Index of a sample in the running stream: the one clock of the instrument.
using SampleIndex = std::int64_t;

inline constexpr int kParts = 16;      // MIDI channels
inline constexpr int kChannels = 2;    // of one output: a stereo pair
inline constexpr int kMaxOutputs = 4;  // stereo pairs among which parts are spread
inline constexpr int kMaxInputs = 16;  // channels of input audio
inline constexpr int kMinBuffer = 16;  // frames, as the contract promises
inline constexpr int kMaxBuffer = 4096;

// A render call is cut into pieces of at most this many samples, which bounds every scratch buffer.
inline constexpr int kMaxSpan = 256;

// Control frames of a voice: 1/375 s is 128 samples at 48 kHz, short enough that a linear ramp between two frames
// follows an attack, long enough that the frame's own work stays a small part of the oscillators'.
inline constexpr double kFrameSeconds = 1.0 / 375.0;

// Where a step would click, volume, gain and pan take this long: half a period of 100 Hz, too short to hear as a fade.
inline constexpr double kStepSeconds = 0.005;

// A neural voice asks its network for the levels at most so many frames ahead, and goes there in a straight line.
inline constexpr int kQuestionFrames = 8;

// One key starts a swarm of at most so many voices, its own included: a note for each of the default voices.
inline constexpr int kMostMembers = 64;

// How long a step of what spreads a swarm takes to arrive: a controller's steps become one movement, and the hand is followed.
inline constexpr double kSteerSeconds = 0.06;

inline constexpr int kMaxPartials = 96;    // reaches 20 kHz from key 57 up; below, the spectrum has fallen off by then
inline constexpr int kNoiseBands = 65;     // points of the noise density, equally spaced in mel
inline constexpr int kDefaultVoices = 64;
inline constexpr int kMaxVoices = 1024;
inline constexpr int kGhosts = 32;         // stolen voices that may still fade at one time: six full hands on one sample
inline constexpr double kGhostSeconds = 0.008;  // long enough that the fade's own spectrum stays below a few hundred Hz

// How patches store levels: a byte counts steps of -0.4 dB from full scale; 255 stands for silence.
inline constexpr float kLevelStepDb = 0.4f;
// Below the floor levels fall off steeply, so that 255 is silence and there is no step on the way to it.
inline constexpr float kLevelFloorDb = -96.0f;
inline constexpr float kFloorSlope = 10.0f;
// A recording too soft or too high to show a partial counts as this much below those that show it, so that the partial
// decays with them.
inline constexpr float kMissingDb = 20.0f;

inline constexpr std::size_t kCacheLine = 64;

}  // namespace seaglass
