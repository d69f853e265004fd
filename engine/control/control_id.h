#pragma once
// A control that a performer moves: which it is, how it counts, and where it stands. The controller that it belongs to
// is known by the name of its device; here it is one of that device's.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seaglass {

enum class ControlKind : std::uint8_t {
  kController,  // number: 0 to 119, the controller's
  kNrpn,        // number: 0 to 16383, of the non-registered parameter
  kNote,        // number: the key; a button whose position is how hard it was pressed
  kProgram,     // number: the program, or kAnyProgram; a button that is never released
  kPressure,    // of the channel
  kBend,
  kKeyPressure,  // number: the key; shown and mapped by hand, never learned: whoever presses a key plays
  kLast = kKeyPressure,
};

// A program change of any number: its position is the number.
inline constexpr std::uint16_t kAnyProgram = 128;

struct ControlId {
  ControlKind kind = ControlKind::kController;
  std::uint8_t channel = 0;  // 0 to 15
  std::uint16_t number = 0;

  friend auto operator<=>(const ControlId&, const ControlId&) = default;
};

enum class ControlFormat : std::uint8_t {
  kCoarse,  // 0 to 127
  kFine,    // 0 to 16383: a controller with its fine half 32 numbers above, both data bytes of an NRPN, the wheel
  kTwosComplement,  // an endless encoder's steps: 1 and 127
  kSignMagnitude,   // 1 and 65
  kBinaryOffset,    // 65 and 63
  kLast = kBinaryOffset,
};

struct Control {
  ControlId id;
  ControlFormat format = ControlFormat::kCoarse;
  // What counts as its ends, in its own counting: a pedal may not reach them, a synth's panel may count to 164.
  std::uint16_t first = 0, last = 127;

  friend bool operator==(const Control&, const Control&) = default;
};

// What one or several messages say that a control did.
struct ControlMove {
  ControlId id;
  ControlFormat format = ControlFormat::kCoarse;
  bool relative = false;
  std::int32_t value = 0;  // where it stands, in its own counting, or how many steps it was turned
};

inline constexpr std::uint16_t kCoarseEnd = 127, kFineEnd = 16383;

// All functions: [any].

constexpr bool is_relative(ControlFormat format) { return format >= ControlFormat::kTwosComplement; }

// A control that counts so over its whole way.
Control whole_control(const ControlId& id, ControlFormat format);

// "7-bit", "14-bit", "twos-complement", "sign-magnitude" or "binary-offset".
std::string_view name_of(ControlFormat format);

// Wait-free. Where a control that stands at `value` is on the knob of engine/curve.h, 0 to 127: its middle is 64
// however finely it counts, and one that counts from 0 to 127 is there already.
float position_of(const Control& control, int value);

// Where the control must stand, in its own counting, to be nearest to this position.
int value_of(const Control& control, float position);

// Wait-free. The longest way, in positions, that the control takes in one step of its own.
float step_of(const Control& control);

// Wait-free. Can a controller of this number be a control at all? Those that choose parameter numbers cannot, nor the
// messages from 120 on.
bool may_be_mapped(int controller);

// Wait-free. Is there such a control: its channel and its number?
bool exists(const ControlId& id);

// Wait-free. May learning choose it? Not the bank and data entry, which other messages carry along, not sustain, and
// not 74, which players of MPE move with every note. A performer whose fader has such a number writes it into the file.
bool may_be_learned(int controller);

// "CC 21", "NRPN 1234", "note 36", "program 3", "program", "pressure" or "bend", and the way back, on this channel.
std::string text_of(const ControlId& id);
std::optional<ControlId> control_called(std::string_view text, int channel);

}  // namespace seaglass
