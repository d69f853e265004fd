#pragma once
// What typical controllers send when a hand moves something, as whole messages. Channels count from 1, as on the boxes.

#include <array>
#include <cstdint>
#include <vector>

#include "engine/control/control_id.h"

namespace seaglass::test {

using Bytes = std::vector<std::uint8_t>;
using Stream = std::vector<Bytes>;

inline Bytes cc(int channel, int number, int value) {
  return {std::uint8_t(0xb0 | (channel - 1)), std::uint8_t(number), std::uint8_t(value)};
}
inline Bytes note_on(int channel, int key, int velocity) {
  return {std::uint8_t(0x90 | (channel - 1)), std::uint8_t(key), std::uint8_t(velocity)};
}
inline Bytes note_off(int channel, int key) { return {std::uint8_t(0x80 | (channel - 1)), std::uint8_t(key), 64}; }
inline Bytes program(int channel, int number) { return {std::uint8_t(0xc0 | (channel - 1)), std::uint8_t(number)}; }
inline Bytes pressed(int channel, int value) { return {std::uint8_t(0xd0 | (channel - 1)), std::uint8_t(value)}; }
inline Bytes key_pressed(int channel, int key, int value) {
  return {std::uint8_t(0xa0 | (channel - 1)), std::uint8_t(key), std::uint8_t(value)};
}
inline Bytes bend(int channel, int value) {
  return {std::uint8_t(0xe0 | (channel - 1)), std::uint8_t(value & 127), std::uint8_t(value >> 7)};
}

inline Stream operator+(Stream a, const Stream& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// A knob or slider of a nanoKONTROL2 goes from one position to the other, without a gap.
inline Stream sweep(int channel, int number, int from, int to) {
  Stream stream;
  for (int v = from; v != to; v += from < to ? 1 : -1) stream.push_back(cc(channel, number, v));
  stream.push_back(cc(channel, number, to));
  return stream;
}

// A fader of 14 bits: the coarse half, then at once the fine one.
inline Stream fine_sweep(int channel, int number, int from, int to, int step) {
  Stream stream;
  for (int v = from; from < to ? v <= to : v >= to; v += from < to ? step : -step) {
    stream.push_back(cc(channel, number, v >> 7));
    stream.push_back(cc(channel, number + 32, v & 127));
  }
  return stream;
}

// A synth's panel: the number again before every value, as Sequential's do; without the fine half as older ones do.
inline Stream nrpn(int channel, int number, int value, bool fine = true) {
  Stream stream{cc(channel, 99, number >> 7), cc(channel, 98, number & 127)};
  stream.push_back(cc(channel, 6, fine ? value >> 7 : value));
  if (fine) stream.push_back(cc(channel, 38, value & 127));
  return stream;
}

// An endless encoder turned by these steps, one message each.
inline Stream turns(int channel, int number, ControlFormat format, const std::vector<int>& steps) {
  Stream stream;
  for (const int s : steps) {
    const int value = format == ControlFormat::kTwosComplement  ? (s & 127)
                      : format == ControlFormat::kSignMagnitude ? (s > 0 ? s : 64 - s)
                                                                : 64 + s;
    stream.push_back(cc(channel, number, value));
  }
  return stream;
}

inline ControlId knob_id(int channel, int number) {
  return {ControlKind::kController, std::uint8_t(channel - 1), std::uint16_t(number)};
}
inline Control knob_control(int channel, int number, ControlFormat format = ControlFormat::kCoarse) {
  return whole_control(knob_id(channel, number), format);
}

}  // namespace seaglass::test
