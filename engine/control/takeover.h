#pragma once
// What a moved control asks of one parameter: the value to set, or nothing yet.

#include <optional>

#include "engine/control/controller_map.h"

namespace seaglass {

// Where a control was and is, in positions of 0 to 127.
struct KnobMove {
  std::optional<float> before;  // empty: not known
  float now = 0;
  float step = 1;  // the way of one step of its own
};

// All functions: [any], wait-free. `present`: the parameter's value, NaN where nobody knows.

// A control that says where it stands, by the target's takeover. Picked up it stays so for as long as nobody else moves
// the parameter: the value that the control left is the present one.
std::optional<float> value_of_knob(const MappedTarget& target, const KnobMove& move, float present);

// An endless encoder, turned by so many positions.
float value_of_turn(const MappedTarget& target, float positions, float present);

// A button, pressed or released.
std::optional<float> value_of_press(const MappedTarget& target, bool pressed, float present);

}  // namespace seaglass
