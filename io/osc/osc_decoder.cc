#include "io/osc/osc_decoder.h"

#include <algorithm>
#include <cmath>

#include "engine/note_key.h"
#include "io/osc/osc_families.h"

namespace seaglass::io {
namespace {

using Arguments = std::span<const OscArgument>;

constexpr double kOvershoot = 1e-3;  // what a ramp in single precision may end above 1 or below 0

// The part in arguments[at], counted from 1, or `otherwise` where there is none. Null when it is
// wrong.
std::optional<std::uint8_t> part_at(Arguments arguments, std::size_t at, std::uint8_t otherwise) {
  if (arguments.size() <= at) return otherwise;
  const auto part = whole(arguments[at]);
  if (!part || *part < 1 || *part > kParts) return std::nullopt;
  return std::uint8_t(*part - 1);
}

void add(OscMeaning& meaning, const Event& event) { (void)meaning.add(event); }

// `key value ...`, each an event for the note of `base`; null, or what is wrong.
const char* pairs(Arguments a, const Event& base, OscMeaning& meaning) {
  if (a.size() > 2 * OscMeaning::kMaxPairs) return "too many keys";
  for (std::size_t i = 0; i + 1 < a.size(); i += 2) {
    const auto range = find_note_key(a[i].text);
    if (!range) return "a key must be pitch, pressure, gain, pan or a parameter that notes have of their own";
    if (!is_number(a[i + 1])) return "a value must be a number";
    const double value = a[i + 1].number;
    if (range->strict && (value < range->min || value > range->max)) return "the pitch must be -12 to 140";
    Event event = base;
    event.index = range->index;
    event.value = float(std::clamp(value, double(range->min), double(range->max)));
    add(meaning, event);
  }
  return nullptr;
}

const char* note_on(Arguments a, OscMeaning& meaning) {
  constexpr const char* kExpects = "expects id pitch velocity [part] [key value ...]";
  if (a.size() < 3) return kExpects;
  const auto id = whole(a[0]);
  if (!id) return "the id must be a whole number";
  if (!is_number(a[1]) || a[1].number < double(kMinPitch) || a[1].number > double(kMaxPitch))
    return "the pitch must be -12 to 140";
  if (!is_number(a[2]) || a[2].number < -kOvershoot || a[2].number > 1 + kOvershoot)
    return "the velocity must be 0 to 1";
  // A text begins the pairs.
  const bool has_part = a.size() > 3 && a[3].kind != OscArgument::Kind::kText;
  const auto part = part_at(a.first(has_part ? 4 : 3), 3, 0);
  if (!part) return "the part must be 1 to 16";
  const Arguments rest = a.subspan(has_part ? 4 : 3);
  if (rest.size() % 2 != 0) return kExpects;
  Event event = osc_event(EventKind::kNoteOn, *part);
  event.id = *id;
  event.value = float(a[1].number);
  event.value2 = float(std::clamp(a[2].number, 0.0, 1.0));
  add(meaning, event);
  Event given = osc_event(EventKind::kNoteSet, *part);
  given.id = *id;
  given.value2 = 1;  // with the note-on
  return pairs(rest, given, meaning);
}

const char* note_off(Arguments a, OscMeaning& meaning) {
  if (a.empty() || a.size() > 2) return "expects id [part]";
  const auto id = whole(a[0]);
  if (!id) return "the id must be a whole number";
  const auto part = part_at(a, 1, kAllParts);
  if (!part) return "the part must be 1 to 16";
  Event event = osc_event(EventKind::kNoteOff, *part);
  event.id = *id;
  add(meaning, event);
  return nullptr;
}

const char* note_set(Arguments a, OscMeaning& meaning) {
  if (a.size() < 3 || a.size() % 2 == 0) return "expects id key value ...";
  const auto id = whole(a[0]);
  if (!id) return "the id must be a whole number";
  Event event = osc_event(EventKind::kNoteSet, kAllParts);
  event.id = *id;
  return pairs(a.subspan(1), event, meaning);
}

const char* control(Arguments a, OscMeaning& meaning) {
  if (a.size() < 2 || a.size() > 3) return "expects name value [part]";
  const auto id = find_parameter(a[0].text);
  if (!id) return "no parameter has this name";
  if (!is_number(a[1])) return "the value must be a number";
  const auto part = part_at(a, 2, kAllParts);
  if (!part) return "the part must be 1 to 16";
  const Parameter& range = parameter(*id);
  Event event = osc_event(EventKind::kControl, *part);
  event.index = std::uint8_t(*id);
  event.value = float(std::clamp(a[1].number, double(range.min), double(range.max)));
  add(meaning, event);
  return nullptr;
}

const char* place(Arguments a, const PlaceFinder& find_place, OscMeaning& meaning) {
  if (a.empty() || a.size() > 2 || a[0].kind != OscArgument::Kind::kText)
    return "expects name [part]";
  const auto found = find_place ? find_place(a[0].text) : std::nullopt;
  if (!found || *found < 0 || *found > 255) return "no place has this name";
  const auto part = part_at(a, 1, kAllParts);
  if (!part) return "the part must be 1 to 16";
  Event event = osc_event(EventKind::kPlace, *part);
  event.index = std::uint8_t(*found);
  add(meaning, event);
  return nullptr;
}

// Arguments are allowed: buttons of controllers send their state along.
const char* panic(OscMeaning& meaning) {
  add(meaning, osc_event(EventKind::kPanic, kAllParts));
  return nullptr;
}

// The arguments without `at SECONDS` or `beat BEAT` at their end, which say when.
Arguments without_time(Arguments a, OscMeaning& meaning) {
  if (a.size() < 2 || !is_number(a.back())) return a;
  const std::string_view word = a[a.size() - 2].text;
  if (word != "at" && word != "beat") return a;
  meaning.when = word == "at" ? OscMeaning::When::kSeconds : OscMeaning::When::kBeat;
  meaning.when_value = a.back().number;
  return a.first(a.size() - 2);
}

const char* decode(const OscMessage& message, const PlaceFinder& find_place, OscMeaning& meaning) {
  const auto verb = find_osc_method(message.address);
  if (!verb) {
    if (decode_osc_family(message.address, without_time(message.list(), meaning), find_place, meaning))
      return meaning.wrong;
    const auto a = message.list();
    // Whether there is something to be read, the thread that reads knows.
    meaning.is_query = a.empty();
    return a.empty() ? nullptr : "no such address";
  }
  meaning.verb = *verb;
  if (*verb == OscVerb::kTransportTempo && message.count == 0) {  // the one that can be read, too
    meaning.is_query = true;
    return nullptr;
  }
  if (*verb > OscVerb::kPanic) {
    meaning.is_call = true;
    return nullptr;
  }
  const Arguments a = without_time(message.list(), meaning);
  switch (*verb) {
    case OscVerb::kNoteOn: return note_on(a, meaning);
    case OscVerb::kNoteOff: return note_off(a, meaning);
    case OscVerb::kNoteSet: return note_set(a, meaning);
    case OscVerb::kControl: return control(a, meaning);
    case OscVerb::kPlace: return place(a, find_place, meaning);
    default: return panic(meaning);
  }
}

}  // namespace

void decode_osc(const OscMessage& message, const PlaceFinder& find_place, OscMeaning& meaning) {
  meaning.count = 0;
  meaning.is_call = meaning.is_query = false;
  meaning.verb = OscVerb::kGet;
  meaning.when = OscMeaning::When::kBundle;
  meaning.wrong = decode(message, find_place, meaning);
}

}  // namespace seaglass::io
