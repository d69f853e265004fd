#pragma once
// How hard a key was struck, as the performer means it: a monotone map of the 127 velocities of a keyboard, made of
// three numbers that VelocityCalibration (engine/control/velocity_calibration.h) can find.

#include <array>

namespace seaglass {

inline constexpr int kVelocities = 128;  // 0 is a note-off

struct VelocityCurve {
  int softest = 1;    // velocity of the keyboard that is to be the softest note; what is below is as soft
  int loudest = 127;  // velocity that is to be the loudest, more than `softest`
  float bend = 0;     // between them: 0 straight, above 0 the middle is louder, below 0 softer; see kMaxBend

  static constexpr float kMaxBend = 3;  // the middle of the keyboard's velocities is 0.5 to the power of 1/8, or of 8

  friend bool operator==(const VelocityCurve&, const VelocityCurve&) = default;
};

// What each velocity becomes, 0 to 1; never falls. The standard one is v / 127, exactly as messages say it.
using VelocityTable = std::array<float, kVelocities>;

// [any]
constexpr VelocityTable straight_velocities() {
  VelocityTable table{};
  for (int v = 0; v < kVelocities; v++) table[std::size_t(v)] = float(v) / 127.0f;
  return table;
}

// [any] Numbers out of range are clamped into it.
VelocityTable velocity_table(const VelocityCurve& curve);

}  // namespace seaglass
