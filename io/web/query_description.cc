#include "io/web/query_description.h"

#include <cctype>

#include "engine/transport/transport.h"
#include "io/osc/osc_lock.h"
#include "io/osc/osc_watchers.h"
#include "io/web/query_value.h"

namespace seaglass::io {
namespace {

using Json = QueryJson;

// What clients send where nothing needs to be said: OSC's infinitum, a bang.
constexpr const char* kBang = "I";

// Names of the proposal's list where it has one; clients make better knobs of those.
std::string unit_name(std::string_view unit) {
  constexpr std::pair<std::string_view, const char*> kKnown[] = {
      {"dB", "gain.db"}, {"Hz", "time.hz"},   {"cent", "time.cents"}, {"s", "time.second"},
      {"ms", "time.ms"}, {"bpm", "time.bpm"}, {"MIDI key", "time.midinote"},
  };
  for (const auto& [ours, theirs] : kKnown)
    if (unit == ours) return theirs;
  return unit == "1" ? std::string() : std::string(unit);
}

// "0 poly, 1 mono, 2 legato": a choice, written where others have their unit.
bool is_choice(std::string_view unit) { return unit.size() > 1 && std::isdigit(static_cast<unsigned char>(unit[0])) != 0; }

Json between(double min, double max) { return {{"MIN", min}, {"MAX", max}}; }
Json one_of(const std::vector<std::string>& names) { return {{"VALS", names}}; }
Json any() { return Json::object(); }

std::string_view last_segment(std::string_view address) { return address.substr(address.rfind('/') + 1); }

std::vector<std::string> parameter_names() {
  std::vector<std::string> names;
  for (const Parameter& p : parameters()) names.emplace_back(p.name);
  return names;
}

std::vector<std::string> key_names() {
  std::vector<std::string> names;
  for (const NoteKeyRange& k : plain_note_keys()) names.emplace_back(k.name);
  for (const Parameter& p : parameters())
    if (p.per_note == PerNote::kOwn) names.emplace_back(p.name);
  return names;
}

Json method_range(OscVerb verb, const std::vector<std::string>& places) {
  const NoteKeyRange pitch = *find_note_key("pitch");
  switch (verb) {
    case OscVerb::kNoteOn: return Json::array({any(), between(double(pitch.min), double(pitch.max)), between(0.0, 1.0)});
    case OscVerb::kNoteSet: return Json::array({any(), one_of(key_names()), any()});
    case OscVerb::kControl: return Json::array({one_of(parameter_names()), any()});
    case OscVerb::kUnlearn: return Json::array({one_of(parameter_names())});
    case OscVerb::kPlace: return Json::array({one_of(places)});
    case OscVerb::kSubscribe: return Json::array({between(OscWatchers::kMinRate, OscWatchers::kMaxRate), any()});
    case OscVerb::kLead: return Json::array({one_of({"fast", "safe"})});
    case OscVerb::kLock: return Json::array({one_of({std::begin(kOscLockNames), std::end(kOscLockNames)})});
    case OscVerb::kTransportTempo: return Json::array({between(kMinTempo, kMaxTempo)});
    default: return Json::array();
  }
}

std::string_view name_of(OscReach reach) {
  return reach == OscReach::kLook ? "look" : reach == OscReach::kPlay ? "play" : "setup";
}

void set_range(QueryDescription& d, std::string_view unit, float min, float max) {
  d.unit = unit;
  d.clipped = true;
  d.range = Json::array({between(decimal(min), decimal(max))});
  if (!is_choice(unit)) return;
  d.unit.clear();
  d.help += " (" + std::string(unit) + ")";
  for (double value = double(min); value <= double(max); value++) d.range[0]["VALS"].push_back(value);
}

}  // namespace

QueryDescription describe_value(const OscValueInfo& info, const std::vector<std::string>& places) {
  const std::string_view name = last_segment(info.address);
  QueryDescription d;
  d.types = web_types(info.types);
  d.access = QueryDescription::kRead + (info.writable ? QueryDescription::kWrite : 0);
  d.help = std::string(name) + ": " + std::string(info.help);
  d.unit = info.unit;
  if (info.has_range) set_range(d, info.unit, info.min, info.max);
  if (info.address == "/places") d.types.assign(places.size(), 's');
  if (name == "place") d.range = Json::array({one_of(places)});
  return d;
}

QueryDescription describe_key(const NoteKeyRange& key) {
  QueryDescription d;
  d.types = "f";
  d.access = QueryDescription::kWrite;
  const auto id = find_parameter(key.name);
  d.help = std::string(key.name) + ": of whatever this voice is playing" + (id ? ", " + std::string(parameter(*id).help) : "");
  set_range(d, id ? parameter(*id).unit : key.name == "pitch" ? "MIDI key" : "", key.min, key.max);
  d.clipped = !key.strict;
  return d;
}

QueryDescription describe_method(const OscMethod& method, const std::vector<std::string>& places) {
  QueryDescription d;
  d.types = method.types.empty() ? kBang : web_types(method.types);
  d.access = QueryDescription::kWrite;
  d.help = std::string(last_segment(method.address)) + ": " + std::string(method.help);
  if (!method.arguments.empty()) d.help += " (" + std::string(method.arguments) + ")";
  d.range = method_range(method.verb, places);
  d.tag = name_of(method.reach);
  return d;
}

std::string QueryDescription::text(std::string_view address) const {
  Json object{{"FULL_PATH", address}};
  if (!help.empty()) object["DESCRIPTION"] = help;
  object["ACCESS"] = access;
  if (!types.empty()) object["TYPE"] = types;
  if (!range.empty()) object["RANGE"] = range;
  if (const std::string name = unit_name(unit); !name.empty() && types.size() == 1) object["UNIT"] = Json::array({name});
  if (clipped) object["CLIPMODE"] = Json::array({"both"});
  if (!tag.empty()) object["TAGS"] = Json::array({tag});
  const std::string braced = object.dump(-1, ' ', false, Json::error_handler_t::replace);
  return braced.substr(1, braced.size() - 2);
}

}  // namespace seaglass::io
