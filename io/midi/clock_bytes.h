#pragma once
// MIDI's messages of time, in and out.

#include <cstdint>

namespace seaglass::io {

inline constexpr std::uint8_t kMidiPosition = 0xf2;  // two data bytes, low one first: sixteenths since the beginning
inline constexpr std::uint8_t kMidiTick = 0xf8;
inline constexpr std::uint8_t kMidiStart = 0xfa;
inline constexpr std::uint8_t kMidiContinue = 0xfb;
inline constexpr std::uint8_t kMidiStop = 0xfc;

inline constexpr int kTicksPerSixteenth = 6;
inline constexpr int kMidiPositions = 1 << 14;

}  // namespace seaglass::io
