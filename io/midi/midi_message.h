#pragma once
// A MIDI message on its way out.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "engine/config.h"

namespace seaglass::io {

// Outputs as bits, numbered as MidiOutputs numbers them.
using MidiOutputSet = std::uint32_t;
inline constexpr MidiOutputSet kAllMidiOutputs = ~MidiOutputSet{0};

struct MidiMessage {
  static constexpr std::size_t kMaxBytes = 40;  // system exclusive messages that light the pads of controllers are shorter

  SampleIndex at = 0;  // of the stream, on which it is due; one that has passed: at once
  MidiOutputSet outputs = kAllMidiOutputs;
  std::uint8_t size = 0;
  std::array<std::uint8_t, kMaxBytes> bytes{};

  MidiMessage() = default;
  // What is longer than there is room for stays empty, and is sent nowhere.
  explicit MidiMessage(std::span<const std::uint8_t> data, SampleIndex when = 0, MidiOutputSet to = kAllMidiOutputs)
      : at(when), outputs(to), size(data.size() <= kMaxBytes ? std::uint8_t(data.size()) : std::uint8_t(0)) {
    std::copy_n(data.begin(), size, bytes.begin());
  }

  std::span<const std::uint8_t> data() const { return {bytes.data(), size}; }
};

}  // namespace seaglass::io
