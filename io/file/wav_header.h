#pragma once
// The 116 bytes before the samples of a 32-bit float WAV file. They have one length and one layout
// throughout, so that the header can be written again in place, and WAV become RF64.

#include <array>
#include <cstdint>

namespace seaglass::io {

inline constexpr int kWavHeaderBytes = 116;

// [any] For `frames` frames of `channels` floats.
std::array<std::uint8_t, kWavHeaderBytes> wav_header(int channels, int rate, std::int64_t frames);

}  // namespace seaglass::io
