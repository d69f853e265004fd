#pragma once
// The addresses that can be read: what /get, /subscribe, a message without arguments and OSCQuery answer.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/parameter.h"
#include "io/osc/lo_message.h"
#include "io/osc/telemetry.h"

namespace seaglass::io {

// One readable address.
struct OscValue {
  enum class Family : std::uint8_t {
    kFixed,    // a: index into osc_fixed_values()
    kControl,  // a: parameter; the value of part 1
    kPart,     // a: part, b: parameter, or one of the extras below
    kVoice,    // a: voice, b: one of the voice's keys
  };
  static constexpr std::uint8_t kPlace = 200, kBend = 201, kPressure = 202;           // b of kPart
  static constexpr std::uint8_t kVoicePitch = 0, kVoiceLevel = 1, kVoicePart = 2, kVoiceId = 3, kVoiceHeld = 4, kVoiceKeys = 5;

  Family family = Family::kFixed;
  std::uint16_t a = 0;
  std::uint8_t b = 0;

  // Different for each.
  std::uint32_t key() const { return std::uint32_t(family) << 24 | std::uint32_t(a) << 8 | b; }

  friend bool operator==(const OscValue&, const OscValue&) = default;
};

// What is said of an address where it is described.
struct OscValueInfo {
  std::string address;
  std::string_view types;  // OSC type tags; a list of texts has "s" once
  std::string_view unit, help;
  bool has_range = false, writable = false;
  float min = 0, max = 0, standard = 0;
};

struct OscFixedValue {
  std::string_view address, types, unit, help;
  void (*add)(const Telemetry&, void* lo_message);  // appends the value
};

// [any]
std::span<const OscFixedValue> osc_fixed_values();

// [any] Allocation-free and bounded. Calls `act` with each readable address that a pattern (or a plain address) matches,
// until it says false; `voices` is how many there are. True when there was at least one.
bool find_osc_values(std::string_view pattern, int voices, const std::function<bool(OscValue)>& act);

// [any]
std::string osc_address_of(const OscValue& value);
OscValueInfo osc_info_of(const OscValue& value);

// [any] A voice's value while that voice is silent: there is nothing to tell.
bool is_silent(const OscValue& value, const Telemetry& now);

// [any] but real-time threads. The message that tells the value: without arguments where there is nothing to tell (a
// voice that does not sound). Null when no memory is left.
LoMessage osc_message_of(const OscValue& value, const Telemetry& now);

}  // namespace seaglass::io
