#pragma once
// What a message means: events, a call for another thread, or a reason why not.

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "engine/event.h"
#include "io/osc/osc_method.h"
#include "io/osc/osc_packet.h"

namespace seaglass::io {

// [net] The place called so in the patch that plays, if there is one. Must not block for long: it
// is called for each message that names a place.
using PlaceFinder = std::function<std::optional<int>(std::string_view)>;

struct OscMeaning {
  // A message about a note has at most this many key-value pairs: each key once.
  static constexpr int kMaxPairs = 30;
  static constexpr int kMaxEvents = 1 + kMaxPairs;

  // When the events are meant to be: as the bundle says, `when_value` seconds after arrival, or at that beat.
  enum class When : std::uint8_t { kBundle, kSeconds, kBeat };

  const char* wrong = nullptr;  // when set, nothing else counts
  OscVerb verb = OscVerb::kPing;
  bool is_call = false;  // for another thread; else `events` are all of it
  bool is_query = false; // a readable address without arguments: a call of kGet for that address
  When when = When::kBundle;
  double when_value = 0;
  int count = 0;
  std::array<Event, kMaxEvents> events{};

  // [net] Wait-free. False when there is no room.
  bool add(const Event& event) {
    if (count == kMaxEvents) return false;
    events[std::size_t(count++)] = event;
    return true;
  }
};

// [net] Wait-free, all of these.
inline bool is_number(const OscArgument& a) {
  return a.kind == OscArgument::Kind::kNumber && std::isfinite(a.number);
}

// Whole numbers may come as floats: Max and Pd make no difference.
inline std::optional<int> whole(const OscArgument& a) {
  if (!is_number(a) || a.number != std::floor(a.number) || a.number < -2147483648.0 || a.number > 2147483647.0)
    return std::nullopt;
  return int(a.number);
}

inline Event osc_event(EventKind kind, std::uint8_t part) {
  Event event;
  event.kind = kind;
  event.source = Source::kOsc;
  event.part = part;
  return event;
}

}  // namespace seaglass::io
