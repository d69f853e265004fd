#include "io/midi/controller_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

namespace seaglass::io {
namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 16;  // ours has five
constexpr std::size_t kMaxName = 256, kMaxQuoted = 40;

constexpr std::array<std::string_view, 19> kEntryKeys{
    "channel", "control", "format",   "ends",     "parameter", "part", "action",       "number", "low",    "high",
    "value",   "curve",   "inverted", "takeover", "button",    "step", "acceleration", "lit",    "comment"};

// What is wrong with one entry: the rest of the file stays good.
struct WrongEntry {
  std::string why;
};
[[noreturn]] void wrong(const std::string& why) { throw WrongEntry{why}; }

std::string in_quotes(std::string_view text) { return "'" + std::string(text.substr(0, kMaxQuoted)) + "'"; }

// Whoever walks a document calls itself for each level: a thousand brackets must not be a thousand calls.
void check_depth(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); i++) {
    const char c = text[i];
    if (in_text && c == '\\') i++;
    if (c == '"') in_text = !in_text;
    if (in_text) continue;
    if (c == '[' || c == '{') depth++;
    if (c == ']' || c == '}') depth--;
    if (depth > kMaxDepth) throw FileError("it is nested too deeply");
  }
}

std::size_t line_of(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte, text.size()));
  return 1 + std::size_t(std::count(before.begin(), before.end(), '\n'));
}

// Of two keys of one name the parser keeps the second, and the first would be lost when the file is written again.
Json parse(std::string_view text) {
  check_depth(text);
  std::vector<std::set<std::string>> keys;
  const auto once = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key)
      if (const auto key = value.get<std::string>(); !keys.back().insert(key).second)
        throw FileError("the key " + in_quotes(key) + " stands twice in one place");
    return true;
  };
  try {
    return Json::parse(text, once);
  } catch (const Json::parse_error& error) {
    throw FileError("line " + std::to_string(line_of(text, error.byte)) + " is no JSON");
  } catch (const Json::exception&) {
    throw FileError("it holds a number that is too large");
  }
}

const Json* find(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> text(const Json& object, const char* key) {
  const Json* value = find(object, key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) wrong("'" + std::string(key) + "' must be a text");
  return value->get<std::string>();
}

std::optional<float> number(const Json& object, const char* key) {
  const Json* value = find(object, key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number() || !std::isfinite(value->get<float>())) wrong("'" + std::string(key) + "' must be a number");
  return value->get<float>();
}

int whole_number(const Json& value, const std::string& name, int low, int high) {
  const double given = value.is_number() ? value.get<double>() : low - 1.0;
  if (!(given >= low && given <= high) || given != std::floor(given))
    wrong(name + " must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return int(given);
}

std::optional<int> whole(const Json& object, const char* key, int low, int high) {
  const Json* value = find(object, key);
  if (value == nullptr) return std::nullopt;
  return whole_number(*value, "'" + std::string(key) + "'", low, high);
}

std::optional<bool> truth(const Json& object, const char* key) {
  const Json* value = find(object, key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) wrong("'" + std::string(key) + "' must be true or false");
  return value->get<bool>();
}

// One of the values whose last is `last`, by its name.
template <class Choice>
std::optional<Choice> choice(const Json& object, const char* key, Choice last) {
  const auto name = text(object, key);
  if (!name) return std::nullopt;
  std::string names;
  for (int i = 0; i <= int(last); i++) {
    if (*name == name_of(Choice(i))) return Choice(i);
    names += (i == 0 ? "" : i == int(last) ? " or " : ", ") + std::string(name_of(Choice(i)));
  }
  wrong("'" + std::string(key) + "' must be " + names);
}

Control read_control(const Json& entry) {
  const auto channel = whole(entry, "channel", 1, 16);
  const auto name = text(entry, "control");
  if (!channel || !name) wrong("it needs 'channel' and 'control'");
  const auto id = control_called(*name, *channel - 1);
  if (!id) wrong(in_quotes(*name) + " is no control; they are written like 'CC 21', 'NRPN 300', 'note 36' or 'bend'");
  const bool bend = id->kind == ControlKind::kBend;
  const auto format = choice(entry, "format", ControlFormat::kLast);
  Control control = whole_control(*id, format.value_or(bend ? ControlFormat::kFine : ControlFormat::kCoarse));
  if (const Json* ends = find(entry, "ends")) {
    if (!ends->is_array() || ends->size() != 2) wrong("'ends' must be two numbers");
    control.first = std::uint16_t(whole_number((*ends)[0], "each of 'ends'", 0, kFineEnd));
    control.last = std::uint16_t(whole_number((*ends)[1], "each of 'ends'", 0, kFineEnd));
  }
  return control;
}

Target read_target(const Json& entry) {
  const auto parameter_name = text(entry, "parameter"), action_name = text(entry, "action");
  if (bool(parameter_name) == bool(action_name)) wrong("it needs 'parameter' or 'action', and not both");
  if (action_name) {
    const auto action = find_action(*action_name);
    if (!action) wrong(in_quotes(*action_name) + " is no action");
    return target_of(*action, std::uint16_t(whole(entry, "number", 1, 9999).value_or(0)));
  }
  const auto id = find_parameter(*parameter_name);
  if (!id) wrong(in_quotes(*parameter_name) + " is no parameter; seaglass play --help lists them");
  const Json* part = find(entry, "part");
  if (part == nullptr || *part == "all") return target_of(*id);
  return target_of(*id, std::uint8_t(whole_number(*part, "'part'", 1, kParts) - 1));
}

void read_response(const Json& entry, Mapping& m) {
  if (const auto curve = choice(entry, "curve", Curve::kLast)) {
    if (!fits(*curve, m.target.parameter))
      wrong("the curve " + in_quotes(name_of(*curve)) + " does not fit " +
            std::string(parameter(m.target.parameter).name));
    m.curve = *curve;
    const ValueRange reach = reach_of(m.target.parameter, m.curve);
    m.low = reach.low;
    m.high = reach.high;
  }
  if (const auto low = number(entry, "low")) m.low = *low;
  if (const auto high = number(entry, "high")) m.high = *high;
  if (const auto value = number(entry, "value")) {
    m.low = m.high = *value;
    m.press = Press::kSet;
  }
}

ControllerEntry read_entry(const Json& entry) {
  if (!entry.is_object()) wrong("it must stand in braces");
  for (const auto& [key, value] : entry.items())
    if (std::find(kEntryKeys.begin(), kEntryKeys.end(), key) == kEntryKeys.end()) wrong(in_quotes(key) + " is no key");
  Mapping m = standard_mapping(read_control(entry), read_target(entry));
  if (!m.target.is_action()) read_response(entry, m);
  if (const auto inverted = truth(entry, "inverted")) m.inverted = *inverted;
  if (const auto takeover = choice(entry, "takeover", Takeover::kLast)) m.takeover = *takeover;
  if (const auto press = choice(entry, "button", Press::kLast)) m.press = *press;
  if (const auto step = number(entry, "step")) m.step = *step;
  if (const auto acceleration = number(entry, "acceleration")) m.acceleration = *acceleration;
  if (const auto lit = truth(entry, "lit")) m.lit = *lit;
  if (const std::string why = what_is_wrong(m); !why.empty()) wrong(why);
  return {.mapping = m, .comment = text(entry, "comment").value_or("")};
}

void read_device(const Json& device, ControllerFileReading& reading) {
  const Json *name = nullptr, *controls = nullptr;
  if (device.is_object()) {
    name = find(device, "device");
    controls = find(device, "controls");
  }
  const bool known = name != nullptr && name->is_string() && controls != nullptr && controls->is_array() &&
                     device.size() == 2 && name->get_ref<const std::string&>().size() <= kMaxName;
  if (!known) {
    reading.complaints.push_back(
        "a device must have 'device', a name, and 'controls', a list; it is kept but not used");
    reading.file.kept.push_back(device.dump());
    return;
  }
  DeviceControls& d = reading.file.of(name->get_ref<const std::string&>());
  std::vector<Mapping> mappings = d.mappings();
  for (std::size_t i = 0; i < controls->size(); i++) {
    try {
      const ControllerEntry entry = read_entry((*controls)[i]);
      if (const std::string why = what_conflicts(mappings, entry.mapping); !why.empty()) wrong(why);
      mappings.push_back(entry.mapping);
      d.entries.push_back(entry);
    } catch (const WrongEntry& e) {
      reading.complaints.push_back(d.device + ", entry " + std::to_string(i + 1) + ": " + e.why +
                                   "; it is kept but not used");
      d.kept.push_back((*controls)[i].dump());
    }
  }
}

}  // namespace

std::vector<Mapping> DeviceControls::mappings() const {
  std::vector<Mapping> all;
  for (const ControllerEntry& entry : entries) all.push_back(entry.mapping);
  return all;
}

const DeviceControls* ControllerFile::find(std::string_view device) const {
  const auto found = std::find_if(devices.begin(), devices.end(), [&](const auto& d) { return d.device == device; });
  return found == devices.end() ? nullptr : &*found;
}

DeviceControls& ControllerFile::of(std::string_view device) {
  if (const DeviceControls* known = find(device)) return devices[std::size_t(known - devices.data())];
  return devices.emplace_back(DeviceControls{.device = std::string(device), .entries = {}, .kept = {}});
}

ControllerFileReading read_controllers(std::string_view text) {
  const Json root = parse(text);
  if (!root.is_object() || !root.contains(kControllerFileKey)) throw FileError("it is no file of controllers");
  if (root[kControllerFileKey] != kControllerFileVersion)
    throw FileError("it was written by another version of seaglass");
  const Json* devices = find(root, "devices");
  if (devices == nullptr || !devices->is_array()) throw FileError("it lacks the list 'devices'");
  ControllerFileReading reading;
  for (const Json& device : *devices) read_device(device, reading);
  for (const auto& [key, value] : root.items())
    if (key != kControllerFileKey && key != "devices") reading.file.kept_keys.emplace_back(key, value.dump());
  return reading;
}

ControllerEntry changed(const ControllerEntry& entry, const std::string& key, const std::variant<double, std::string>& value) {
  constexpr std::string_view kSettings[] = {"low", "high", "value", "curve", "inverted", "takeover", "button", "step", "acceleration", "lit", "comment"};
  if (std::find(std::begin(kSettings), std::end(kSettings), key) == std::end(kSettings)) {
    std::string names;
    for (const std::string_view name : kSettings) names += (names.empty() ? "" : ", ") + std::string(name);
    throw FileError(in_quotes(key) + " is none of " + names);
  }
  Json json = Json::parse(to_text(entry));
  // A button's one value and the ends of a way are two ways to say the same.
  if (key == "value") json.erase("low"), json.erase("high");
  if (key == "low" || key == "high") json.erase("value");
  const auto* number = std::get_if<double>(&value);
  if ((key == "inverted" || key == "lit") && number != nullptr && (*number == 0 || *number == 1))
    json[key] = *number == 1;
  else if (number != nullptr)
    json[key] = *number;
  else
    json[key] = std::get<std::string>(value);
  try {
    return read_entry(json);
  } catch (const WrongEntry& e) {
    throw FileError(e.why);
  }
}

}  // namespace seaglass::io
