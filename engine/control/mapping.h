#pragma once
// What a performer settles about one control and one of its targets, as it is learned, listed and kept in a file. A
// ControllerMap is made of those of one controller.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "engine/control/control_action.h"
#include "engine/control/control_id.h"
#include "engine/control/response.h"
#include "engine/event.h"

namespace seaglass {

// A parameter, of one part or of all, or an action.
struct Target {
  enum class Kind : std::uint8_t { kParameter, kAction };
  Kind kind = Kind::kParameter;
  ParameterId parameter = ParameterId::kVolume;
  std::uint8_t part = kAllParts;
  ControlAction action = ControlAction::kPanic;
  std::uint16_t number = 0;  // of the action

  bool is_action() const { return kind == Kind::kAction; }
  friend bool operator==(const Target&, const Target&) = default;
};

// [any]
constexpr Target target_of(ParameterId parameter, std::uint8_t part = kAllParts) {
  return {.kind = Target::Kind::kParameter, .parameter = parameter, .part = part};
}
constexpr Target target_of(ControlAction action, std::uint16_t number = 0) {
  return {.kind = Target::Kind::kAction, .action = action, .number = number};
}

// What a control that says where it stands does while its parameter stands elsewhere.
enum class Takeover : std::uint8_t {
  kPickup,  // moves nothing until it passes the present value
  kJump,    // sets its value
  kScale,   // moves the value the same way, faster or slower, so that both reach the end together
  kLast = kScale,
};

// What a press does to a parameter.
enum class Press : std::uint8_t {
  kNone,       // the control is no button: its position counts
  kMomentary,  // high while it is pressed, then low
  kToggle,     // high and low in turn
  kSet,        // high
  kLast = kSet,
};

struct Mapping {
  Control control;
  Target target;
  float low = 0, high = 0;  // in the parameter's unit
  Curve curve = Curve::kLinear;
  bool inverted = false;
  Takeover takeover = Takeover::kPickup;
  Press press = Press::kNone;
  float step = 1;          // of an endless encoder, on a way of 127
  float acceleration = 4;  // how many times as far it goes when it is turned fast
  bool lit = true;         // the controller is shown the value

  friend bool operator==(const Mapping&, const Mapping&) = default;
};

// More targets than the largest controllers have: 64 encoders that are pressed too, and as many pads.
inline constexpr std::size_t kMaxTargets = 256;
inline constexpr std::size_t kMaxTargetsOfOne = 16;  // as many as there are parts to tell apart

inline constexpr float kLeastStep = 0.05f, kMostStep = 127, kMostAcceleration = 32;

// All functions: [any] but [audio] and [worker], [midi] and [net]: texts take memory.

// "pickup", "jump", "scale"; "none", "momentary", "toggle", "set".
std::string_view name_of(Takeover takeover);
std::string_view name_of(Press press);

// Over the reach of the parameter's own curve, as the control's kind suggests: notes toggle, programs set.
Mapping standard_mapping(const Control& control, const Target& target);

// What is wrong with it, as half a sentence, or empty: "the curve 'ratio' does not fit pan".
std::string what_is_wrong(const Mapping& mapping);

// Why it cannot join these, which are in order and of the same controller, or empty.
std::string what_conflicts(std::span<const Mapping> others, const Mapping& mapping);

// "vibrato, all parts", "volume, part 2", "setlist go 3".
std::string text_of(const Target& target);

// "channel 1 CC 21 -> vibrato 0 to 50 cent, all parts, inverted, jump".
std::string text_of(const Mapping& mapping);

// "50 cent", "0.5".
std::string text_of(ParameterId parameter, float value);

}  // namespace seaglass
