#pragma once
// How the way of a knob maps to a range. Positions are those of a MIDI controller, 0 to 127 with fractions.

#include <cstdint>
#include <string_view>

namespace seaglass {

enum class Curve : std::uint8_t {
  kLinear,   // from min to max
  kFader,    // the MIDI standard's 40 log10(x): a level in dB with 0 at the top; max is beyond the knob's reach
  kSquared,  // from 0 to max, fine near the bottom
  kBalance,  // 64 is 0, 0 and 1 are both the lower end: for ranges from -1 to 1
  kHalf,     // 64 is 0, the ends half of the range's: the whole of it is more than a knob needs
  kCentred,  // 64 is the standard, straight from there to either end
  kRatio,    // 64 is 1, logarithmic from there to either end
  kLast = kRatio,
};

struct CurveRange {
  float min, max, standard;
};

inline constexpr float kKnobEnd = 127;

// [any] "linear", "fader" ...
std::string_view name_of(Curve curve);

// [any] What a knob at `position` means; positions beyond the ends count as the ends.
float value_at(Curve curve, const CurveRange& range, float position);

// [any] Where a knob must stand to mean `value`: the inverse, to within 1e-4 of a position wherever positions differ in
// value. Never falls with the value; one out of the knob's reach gives its end, and NaN gives 0.
float position_at(Curve curve, const CurveRange& range, float value);

}  // namespace seaglass
