#include "engine/patch/settings.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/patch/load.h"
#include "engine/patch/patch.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxName = 64;

float& value_of(PartReport& part, ParameterId id) { return part.values[std::size_t(id)]; }

// What Part::set_place() does.
void put_at(PartReport& part, std::uint8_t place, const Patch& patch) {
  part.place = place;
  const auto& map = patch.places[place].map;
  value_of(part, ParameterId::kX) = map[0];
  value_of(part, ParameterId::kY) = map[1];
  value_of(part, ParameterId::kMorph) = 0;
}

StageReport fresh_stage(const Patch& patch) {
  StageReport stage;
  for (PartReport& part : stage.parts) {
    for (const Parameter& p : parameters()) value_of(part, p.id) = p.standard;
    put_at(part, 0, patch);
  }
  return stage;
}

std::uint8_t place_called(const std::string& name, const Patch& patch) {
  for (std::size_t i = 0; i < patch.places.size(); i++)
    if (patch.places[i].name == name) return std::uint8_t(i);
  return 0;
}

Event event(EventKind kind, std::size_t part, std::uint8_t index, float value = 0) {
  return {.kind = kind, .source = Source::kEngine, .part = std::uint8_t(part), .index = index, .value = value};
}

// Every parameter of every part; the gain, which is the whole instrument's, once.
template <class Act>
void for_values(Act act) {
  for (std::size_t part = 0; part < kParts; part++)
    for (const Parameter& p : parameters())
      if (p.id != ParameterId::kGain || part == 0) act(part, p.id);
}

PartSettings read_part(const Json& entry) {
  if (!entry.is_object() || !entry.contains("part") || !entry["part"].is_number_integer())
    throw PatchError("an entry of its settings lacks the number 'part'");
  PartSettings settings;
  const auto part = entry["part"].get<std::int64_t>();
  if (part < 1 || part > kParts) throw PatchError("'part' in its settings is not 1 to 16");
  settings.part = int(part) - 1;
  if (entry.contains("place")) {
    if (!entry["place"].is_string() || entry["place"].get_ref<const std::string&>().size() > kMaxName)
      throw PatchError("'place' in its settings is not a name");
    settings.place = entry["place"].get<std::string>();
  }
  if (!entry.contains("values")) return settings;
  if (!entry["values"].is_object()) throw PatchError("'values' in its settings is not a list of names and numbers");
  for (const auto& [name, value] : entry["values"].items()) {
    const auto id = find_parameter(name);
    if (!id) throw PatchError("its settings name the unknown parameter '" + name.substr(0, kMaxName) + "'");
    const Parameter& p = parameter(*id);
    if (!value.is_number() || !(value.get<double>() >= double(p.min) && value.get<double>() <= double(p.max)))
      throw PatchError("'" + name + "' in its settings is out of range");
    settings.values.emplace_back(*id, value.get<float>());
  }
  return settings;
}

}  // namespace

Settings settings_of(const StageReport& report, const Patch& patch) {
  Settings all;
  for (std::size_t i = 0; i < kParts; i++) {
    const PartReport& now = report.parts[i];
    PartReport plain = fresh_stage(patch).parts[i];
    if (now.place < patch.places.size()) put_at(plain, now.place, patch);
    PartSettings settings{.part = int(i), .place = now.place < patch.places.size() ? patch.places[now.place].name : "", .values = {}};
    for (const Parameter& p : parameters()) {
      if (p.id == ParameterId::kGain && i > 0) continue;  // the whole instrument's: said once
      const float value = now.values[std::size_t(p.id)];
      if (value != plain.values[std::size_t(p.id)]) settings.values.emplace_back(p.id, value);
    }
    if (now.place != 0 || !settings.values.empty()) all.push_back(std::move(settings));
  }
  return all;
}

StageReport stage_of(const Settings& settings, const Patch& patch) {
  StageReport stage = fresh_stage(patch);
  for (const PartSettings& s : settings) {
    PartReport& part = stage.parts[std::size_t(s.part)];
    put_at(part, place_called(s.place, patch), patch);
    for (const auto& [id, value] : s.values) value_of(part, id) = value;
  }
  for (PartReport& part : stage.parts) value_of(part, ParameterId::kGain) = value_of(stage.parts[0], ParameterId::kGain);
  return stage;
}

std::vector<Event> events_between(const StageReport& from, const StageReport& to, const Patch& patch) {
  std::vector<Event> events;
  StageReport now = from;
  for (std::size_t i = 0; i < kParts; i++) {
    if (now.parts[i].place == to.parts[i].place || to.parts[i].place >= patch.places.size()) continue;
    put_at(now.parts[i], to.parts[i].place, patch);
    events.push_back(event(EventKind::kPlace, i, to.parts[i].place));
  }
  for_values([&](std::size_t part, ParameterId id) {
    const float value = to.parts[part].values[std::size_t(id)];
    if (value != value_of(now.parts[part], id)) events.push_back(event(EventKind::kControl, part, std::uint8_t(id), value));
  });
  return events;
}

std::vector<Event> events_for(const StageReport& to, const Patch& patch) {
  std::vector<Event> events;
  for (std::size_t i = 0; i < kParts; i++)
    if (to.parts[i].place < patch.places.size()) events.push_back(event(EventKind::kPlace, i, to.parts[i].place));
  for_values([&](std::size_t part, ParameterId id) {
    events.push_back(event(EventKind::kControl, part, std::uint8_t(id), to.parts[part].values[std::size_t(id)]));
  });
  return events;
}

std::vector<Event> events_of(const Settings& settings, const Patch& patch) {
  std::vector<Event> events;
  for (const PartSettings& s : settings) {
    const auto part = std::size_t(s.part);
    if (const auto place = place_called(s.place, patch); !s.place.empty() && patch.places[place].name == s.place)
      events.push_back(event(EventKind::kPlace, part, place));
    for (const auto& [id, value] : s.values) events.push_back(event(EventKind::kControl, part, std::uint8_t(id), value));
  }
  return events;
}

std::vector<Event> opening_events(const Patch& patch, int place) {
  StageReport from = fresh_stage(patch), to = stage_of(patch.settings, patch);
  if (place >= 0)
    for (std::size_t i = 0; i < kParts; i++) {
      put_at(from.parts[i], std::uint8_t(place), patch);
      put_at(to.parts[i], std::uint8_t(place), patch);
    }
  return events_between(from, to, patch);
}

Settings read_settings(std::string_view json) {
  const Json list = Json::parse(json, nullptr, false);
  if (!list.is_array() || list.size() > kParts) throw PatchError("its settings are not a list of parts");
  Settings settings;
  for (const Json& entry : list) settings.push_back(read_part(entry));
  return settings;
}

bool is_name(std::string_view text) {
  if (text.size() > kMaxName) return false;
  try {
    return !Json(text).dump().empty();
  } catch (const Json::exception&) {
    return false;
  }
}

std::string to_json(const Settings& settings) {
  Json list = Json::array();
  for (const PartSettings& s : settings) {
    Json values = Json::object();
    for (const auto& [id, value] : s.values) values[std::string(parameter(id).name)] = value;
    list.push_back({{"part", s.part + 1}, {"place", s.place}, {"values", values}});
  }
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace seaglass
