#include "engine/curve.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace seaglass {
namespace {

constexpr std::array<std::string_view, int(Curve::kLast) + 1> kNames{"linear", "fader",   "squared", "balance",
                                                                     "half",   "centred", "ratio"};

// MIDI has 64 positions below its middle and 63 above.
constexpr float kMiddle = 64, kBelow = 64, kAbove = 63;

// The position whose side of the knob is turned by the share given, 0 in the middle and 1 at the end.
double around_middle(double share_below, double share_above, bool below) {
  return below ? double(kMiddle) - kBelow * share_below : double(kMiddle) + kAbove * share_above;
}

double inverse(Curve curve, const CurveRange& r, double v) {
  switch (curve) {
    case Curve::kLinear: return kKnobEnd * (v - r.min) / (double(r.max) - r.min);
    case Curve::kFader: return kKnobEnd * std::pow(10.0, v / 40);
    case Curve::kSquared: return kKnobEnd * std::sqrt(std::max(0.0, v / r.max));
    case Curve::kBalance: return kMiddle + kAbove * v;
    case Curve::kHalf: return around_middle(2 * v / r.min, 2 * v / r.max, v < 0);
    case Curve::kCentred:
      return around_middle((r.standard - v) / (double(r.standard) - r.min),
                           (v - r.standard) / (double(r.max) - r.standard), v < r.standard);
    case Curve::kRatio:
      return around_middle(std::log(v) / std::log(double(r.min)), std::log(v) / std::log(double(r.max)), v < 1);
  }
  return 0;
}

}  // namespace

std::string_view name_of(Curve curve) { return kNames[std::size_t(curve)]; }

float value_at(Curve curve, const CurveRange& r, float position) {
  position = std::clamp(position, 0.0f, kKnobEnd);
  const float x = position / kKnobEnd;
  const bool below = position < kMiddle;
  switch (curve) {
    case Curve::kLinear: break;
    case Curve::kFader: return x > 0 ? std::max(r.min, 40.0f * std::log10(x)) : r.min;
    case Curve::kSquared: return r.max * x * x;
    case Curve::kBalance: return std::clamp((position - kMiddle) / kAbove, -1.0f, 1.0f);
    case Curve::kHalf:
      return 0.5f * (below ? r.min * (kMiddle - position) / kBelow : r.max * (position - kMiddle) / kAbove);
    case Curve::kCentred:
      return below ? r.min + (r.standard - r.min) * position / kBelow
                   : r.standard + (r.max - r.standard) * (position - kMiddle) / kAbove;
    case Curve::kRatio:
      return below ? std::pow(r.min, (kMiddle - position) / kBelow) : std::pow(r.max, (position - kMiddle) / kAbove);
  }
  return r.min + (r.max - r.min) * x;
}

float position_at(Curve curve, const CurveRange& range, float value) {
  if (!(value > range.min)) return 0;
  return float(std::clamp(inverse(curve, range, double(value)), 0.0, double(kKnobEnd)));
}

}  // namespace seaglass
