#include "engine/control/response.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

constexpr float kMiddle = 64, kBelow = 64, kAbove = 63;

// Nearer than this share of the parameter's range, an end is in the curve's reach and the difference is rounding.
constexpr float kRounding = 1e-5f;

CurveRange own_range(ParameterId id) {
  const Parameter& p = parameter(id);
  return {p.min, p.max, p.standard};
}

// The other way round, with the middle where it was.
float mirrored(float position) {
  if (position <= kMiddle) return kKnobEnd - position * kAbove / kBelow;
  return (kKnobEnd - position) * kBelow / kAbove;
}

}  // namespace

bool fits(Curve curve, ParameterId id) {
  const Parameter& p = parameter(id);
  if (curve == p.curve) return true;
  switch (curve) {
    case Curve::kLinear:
      return true;
    case Curve::kFader:
      return p.unit == "dB" && p.min < 0 && p.max >= 0;
    case Curve::kSquared:
      return p.min <= 0 && p.max > 0;
    case Curve::kBalance:
      return p.min <= -1 && p.max >= 1;
    case Curve::kHalf:
      return p.min < 0 && p.max > 0;
    case Curve::kCentred:
      return p.min < p.standard && p.standard < p.max;
    case Curve::kRatio:
      return p.min > 0 && p.min < 1 && p.max > 1;
  }
  return false;
}

ValueRange reach_of(ParameterId id, Curve curve) {
  const CurveRange own = own_range(id);
  return {value_at(curve, own, 0), value_at(curve, own, kKnobEnd)};
}

Response response_of(ParameterId id, Curve curve, const ValueRange& range, bool inverted) {
  Response r{.parameter = id, .curve = curve, .inverted = inverted, .low = range.low, .high = range.high};
  const CurveRange own = own_range(id);
  const ValueRange reach = reach_of(id, curve);
  const float rounding = kRounding * (own.max - own.min);
  // Out of the reach altogether: there is no piece of the curve to lay the way over.
  if (range.low >= reach.high - rounding || range.high <= reach.low + rounding) r.curve = Curve::kLinear;
  r.from = range.low <= reach.low && r.curve == curve ? 0 : position_at(r.curve, own, range.low);
  r.to = range.high >= reach.high && r.curve == curve ? kKnobEnd : position_at(r.curve, own, range.high);
  const float first = value_at(r.curve, own, r.from), last = value_at(r.curve, own, r.to);
  if (std::abs(first - r.low) <= rounding && std::abs(last - r.high) <= rounding) return r;
  if (!(last > first)) return r;
  r.stretch = (r.high - r.low) / (last - first);
  r.shift = r.low - first * r.stretch;
  return r;
}

float value_at(const Response& r, float position) {
  position = position > 0 ? std::min(position, kKnobEnd) : 0;
  if (r.inverted) position = mirrored(position);
  if (position <= 0) return r.low;
  if (position >= kKnobEnd) return r.high;
  // Over the whole knob, what comes out is bit for bit what the knob itself gives.
  const bool whole = r.from == 0 && r.to == kKnobEnd;
  const float knob = whole ? position : r.from + (r.to - r.from) * (position / kKnobEnd);
  const float value = value_at(r.curve, own_range(r.parameter), knob);
  return std::clamp(value * r.stretch + r.shift, r.low, r.high);
}

float position_at(const Response& r, float value) {
  float position = kKnobEnd;
  if (!(value > r.low)) {
    position = 0;
  } else if (value < r.high) {
    const float knob = position_at(r.curve, own_range(r.parameter), (value - r.shift) / r.stretch);
    position = r.to > r.from ? std::clamp((knob - r.from) / (r.to - r.from), 0.0f, 1.0f) * kKnobEnd : 0;
  }
  return r.inverted ? mirrored(position) : position;
}

}  // namespace seaglass
