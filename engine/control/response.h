#pragma once
// From the way of a control to the values of a parameter and back: a range within the parameter's own, the piece of a
// curve that lies in it, either way round.
//
// The control's way is laid over that piece of the parameter's own knob which leads from the range's low end to its
// high end, so a narrower range is a finer knob of the same feel. Values beyond the curve's reach (volume above 0 dB)
// stretch it.

#include "engine/curve.h"
#include "engine/parameter.h"

namespace seaglass {

struct Response {
  ParameterId parameter = ParameterId::kVolume;
  Curve curve = Curve::kLinear;
  bool inverted = false;
  float low = 0, high = 0;       // values at the control's ends, before inversion
  float from = 0, to = 127;      // the piece of the knob
  float stretch = 1, shift = 0;  // what brings the values of that piece to low and high
};

struct ValueRange {
  float low, high;
};

// All functions: [any], wait-free.

// Whether the curve means something over this parameter's range: a fader needs dB, a ratio needs values above 0.
bool fits(Curve curve, ParameterId parameter);

// From end to end of the parameter's knob, by this curve.
ValueRange reach_of(ParameterId parameter, Curve curve);

// `low` and `high` within the parameter's range, low not above high; the curve fits.
Response response_of(ParameterId parameter, Curve curve, const ValueRange& range, bool inverted);

// Never outside of low and high, rises (inverted: falls) with the position, and at the ends it is exactly low and high.
float value_at(const Response& response, float position);

// The inverse: where the control must stand. Values out of the range give its ends, NaN gives the low one.
float position_at(const Response& response, float value);

}  // namespace seaglass
