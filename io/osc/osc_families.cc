#include "io/osc/osc_families.h"

#include <algorithm>
#include <array>

#include "engine/note_key.h"
#include "io/osc/osc_pattern.h"

namespace seaglass::io {
namespace {

constexpr const char* kTooMany = "the pattern means more than 31 things at once; say it in several messages";

// Numbers 1 to `last` that a segment matches.
struct Numbers {
  static constexpr int kMost = 32;

  Numbers(std::string_view segment, int last) {
    if (segment == "*") {
      all = true;
      return;
    }
    (void)for_osc_numbers(segment, last, [this](int number) {
      add(number);
      return true;
    });
    all = count == last;
  }
  void add(int number) {
    if (count < kMost) which[std::size_t(count)] = number;
    count++;
  }
  bool none() const { return !all && count == 0; }

  bool all = false;
  int count = 0;
  std::array<int, kMost> which{};
};

// Calls `act` with each part that the numbers name: once with kAllParts when they name all.
template <class Act>
bool for_parts(const Numbers& parts, Act act) {
  if (parts.all) return act(kAllParts);
  for (int i = 0; i < std::min(parts.count, Numbers::kMost); i++)
    if (!act(std::uint8_t(parts.which[std::size_t(i)] - 1))) return false;
  return parts.count <= Numbers::kMost;
}

const char* set_parameters(const Numbers& parts, std::string_view name, const OscArgument& value, OscMeaning& meaning) {
  bool found = false;
  for (const Parameter& p : parameters()) {
    if (!osc_segment_matches(name, p.name)) continue;
    found = true;
    const bool room = for_parts(parts, [&](std::uint8_t part) {
      Event event = osc_event(EventKind::kControl, part);
      event.index = std::uint8_t(p.id);
      event.value = float(std::clamp(value.number, double(p.min), double(p.max)));
      return meaning.add(event);
    });
    if (!room) return kTooMany;
  }
  return found ? nullptr : "no parameter has this name";
}

const char* part_message(const OscSegments& address, std::span<const OscArgument> a, const PlaceFinder& find_place,
                         OscMeaning& meaning) {
  const Numbers parts(address.at[1], kParts);
  if (parts.none()) return "the part must be 1 to 16";
  const std::string_view name = address.at[2];
  if (a.empty()) {
    meaning.is_query = true;
    return nullptr;
  }
  if (a.size() != 1) return "expects one value";
  if (name == "place") {
    meaning.verb = OscVerb::kPartPlace;
    const auto place = find_place && a[0].kind == OscArgument::Kind::kText ? find_place(a[0].text) : std::nullopt;
    if (!place || *place < 0 || *place > 255) return "no place has this name";
    const bool room = for_parts(parts, [&](std::uint8_t part) {
      Event event = osc_event(EventKind::kPlace, part);
      event.index = std::uint8_t(*place);
      return meaning.add(event);
    });
    return room ? nullptr : kTooMany;
  }
  if (!is_number(a[0])) return "the value must be a number";
  if (name == "bend" || name == "pressure") {
    const bool bend = name == "bend";
    meaning.verb = bend ? OscVerb::kPartBend : OscVerb::kPartPressure;
    const bool room = for_parts(parts, [&](std::uint8_t part) {
      Event event = osc_event(bend ? EventKind::kBend : EventKind::kChannelPressure, part);
      event.value = float(std::clamp(a[0].number, bend ? -1.0 : 0.0, 1.0));
      return meaning.add(event);
    });
    return room ? nullptr : kTooMany;
  }
  meaning.verb = OscVerb::kPartNamed;
  return set_parameters(parts, name, a[0], meaning);
}

const char* voice_message(const OscSegments& address, std::span<const OscArgument> a, OscMeaning& meaning) {
  meaning.verb = OscVerb::kVoiceNamed;
  const Numbers voices(address.at[1], kMaxVoices + kGhosts);
  if (voices.none()) return "no voice has this number";
  if (a.empty()) {
    meaning.is_query = true;
    return nullptr;
  }
  if (a.size() != 1 || !is_number(a[0])) return "expects one number";
  const auto key = find_note_key(address.at[2]);
  if (!key) return "a key must be pitch, pressure, gain, pan or a parameter that notes have of their own";
  if (key->strict && (a[0].number < key->min || a[0].number > key->max)) return "the pitch must be -12 to 140";
  Event event = osc_event(EventKind::kVoiceSet, kAllParts);
  event.index = key->index;
  event.value = float(std::clamp(a[0].number, double(key->min), double(key->max)));
  if (voices.all) {
    event.id = kAllVoices;
    (void)meaning.add(event);
    return nullptr;
  }
  if (voices.count > OscMeaning::kMaxEvents) return kTooMany;
  for (int i = 0; i < voices.count; i++) {
    event.id = voices.which[std::size_t(i)] - 1;
    (void)meaning.add(event);
  }
  return nullptr;
}

const char* control_message(const OscSegments& address, std::span<const OscArgument> a, OscMeaning& meaning) {
  meaning.verb = OscVerb::kControlNamed;
  if (a.empty()) {
    meaning.is_query = true;
    return nullptr;
  }
  if (a.size() > 2 || !is_number(a[0])) return "the value must be a number";
  Numbers parts("*", kParts);
  if (a.size() == 2) {
    const auto part = whole(a[1]);
    if (!part || *part < 1 || *part > kParts) return "the part must be 1 to 16";
    parts = Numbers("", kParts);
    parts.add(*part);
  }
  return set_parameters(parts, address.at[1], a[0], meaning);
}

}  // namespace

bool decode_osc_family(std::string_view text, std::span<const OscArgument> arguments, const PlaceFinder& find_place,
                       OscMeaning& meaning) {
  const OscSegments address(text);
  if (address.count == 3 && address.at[0] == "part")
    meaning.wrong = part_message(address, arguments, find_place, meaning);
  else if (address.count == 3 && address.at[0] == "voice")
    meaning.wrong = voice_message(address, arguments, meaning);
  else if (address.count == 2 && address.at[0] == "control")
    meaning.wrong = control_message(address, arguments, meaning);
  else
    return false;
  return true;
}

}  // namespace seaglass::io
