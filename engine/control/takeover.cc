#include "engine/control/takeover.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

// Closer than this the control and the value count as one: a hundredth of what can be heard or seen.
constexpr float kTogether = 1e-3f;  // positions

// Where a curve is flat (a fader's last 40 dB) a turn that changes nothing goes on, at most so often.
constexpr int kMostOnward = 32;

bool lies_between(float value, float a, float b) { return value >= std::min(a, b) && value <= std::max(a, b); }

std::optional<float> picked_up(const Response& r, const KnobMove& move, float present) {
  const float now = value_at(r, move.now);
  const float wanted = std::clamp(present, r.low, r.high);
  const bool passed = move.before
                          ? lies_between(wanted, value_at(r, *move.before), now)
                          : lies_between(wanted, value_at(r, move.now - move.step), value_at(r, move.now + move.step));
  return passed ? std::optional(now) : std::nullopt;
}

// What is left of the knob's way and of the value's are in the same proportion after the move as before.
std::optional<float> scaled(const Response& r, const KnobMove& move, float present) {
  if (!move.before) return picked_up(r, move, present);
  const float before = *move.before, way = move.now - before;
  const float stands = position_at(r, present);
  if (std::abs(stands - before) <= kTogether) return value_at(r, move.now);
  if (way == 0) return std::nullopt;
  if (move.now <= 0 || move.now >= kKnobEnd) return value_at(r, move.now);
  const float knob_left = way > 0 ? kKnobEnd - before : before;
  const float value_left = way > 0 ? kKnobEnd - stands : stands;
  return value_at(r, stands + way * value_left / knob_left);
}

}  // namespace

std::optional<float> value_of_knob(const MappedTarget& target, const KnobMove& move, float present) {
  const Response& r = target.response;
  if (std::isnan(present) || target.takeover == Takeover::kJump) return value_at(r, move.now);
  return target.takeover == Takeover::kPickup ? picked_up(r, move, present) : scaled(r, move, present);
}

float value_of_turn(const MappedTarget& target, float positions, float present) {
  const Response& r = target.response;
  if (std::isnan(present)) present = parameter(r.parameter).standard;
  present = std::clamp(present, r.low, r.high);
  float position = position_at(r, present);
  float value = present;
  for (int i = 0; i < kMostOnward && value == present; i++) {
    position = std::clamp(position + positions, 0.0f, kKnobEnd);
    value = value_at(r, position);
    if (position <= 0 || position >= kKnobEnd) break;
  }
  return value;
}

std::optional<float> value_of_press(const MappedTarget& target, bool pressed, float present) {
  const Response& r = target.response;
  const float on = value_at(r, kKnobEnd), off = value_at(r, 0);
  switch (target.press) {
    case Press::kMomentary:
      return pressed ? on : off;
    case Press::kToggle:
      if (!pressed) return std::nullopt;
      return std::abs(present - on) < std::abs(present - off) ? off : on;
    case Press::kSet:
      return pressed ? std::optional(on) : std::nullopt;
    case Press::kNone:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace seaglass
