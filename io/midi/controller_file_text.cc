// The half of controller_file.h that writes.

#include <array>
#include <charconv>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "io/midi/controller_file.h"

namespace seaglass::io {
namespace {

using Json = nlohmann::json;

// The shortest decimal that gives this float again.
Json shortest(float value) {
  std::array<char, 32> digits{};
  std::to_chars(digits.data(), digits.data() + digits.size() - 1, value);
  return std::strtod(digits.data(), nullptr);
}

// `"key": value` pairs in the order in which they are added.
class Line {
 public:
  void add(std::string_view key, const Json& value) {
    text_ += (text_.empty() ? "{\"" : ", \"") + std::string(key) +
             "\": " + value.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  std::string text() const { return text_ + "}"; }

 private:
  std::string text_;
};

void add_control(const Control& c, Line& line) {
  line.add("channel", c.id.channel + 1);
  line.add("control", text_of(c.id));
  const bool standard = c.format == (c.id.kind == ControlKind::kBend ? ControlFormat::kFine : ControlFormat::kCoarse);
  if (!standard) line.add("format", std::string(name_of(c.format)));
  if (c != whole_control(c.id, c.format)) line.add("ends", {c.first, c.last});
}

void add_target(const Target& t, Line& line) {
  if (t.is_action()) {
    line.add("action", std::string(name_of(t.action)));
    if (t.number > 0) line.add("number", t.number);
    return;
  }
  line.add("parameter", std::string(parameter(t.parameter).name));
  if (t.part != kAllParts) line.add("part", t.part + 1);
}

void add_response(const Mapping& m, Line& line) {
  if (m.curve != parameter(m.target.parameter).curve) line.add("curve", std::string(name_of(m.curve)));
  const ValueRange reach = reach_of(m.target.parameter, m.curve);
  if (m.press == Press::kSet && m.low == m.high) {
    line.add("value", shortest(m.high));
    return;
  }
  if (m.low != reach.low) line.add("low", shortest(m.low));
  if (m.high != reach.high) line.add("high", shortest(m.high));
}

std::string line_of(const ControllerEntry& entry) {
  const Mapping &m = entry.mapping, standard = standard_mapping(m.control, m.target);
  Line line;
  add_control(m.control, line);
  add_target(m.target, line);
  if (!m.target.is_action()) add_response(m, line);
  if (m.inverted) line.add("inverted", true);
  if (m.takeover != standard.takeover) line.add("takeover", std::string(name_of(m.takeover)));
  if (m.press != standard.press) line.add("button", std::string(name_of(m.press)));
  if (m.step != standard.step) line.add("step", shortest(m.step));
  if (m.acceleration != standard.acceleration) line.add("acceleration", shortest(m.acceleration));
  if (m.lit != standard.lit) line.add("lit", m.lit);
  if (!entry.comment.empty()) line.add("comment", entry.comment);
  return line.text();
}

// The items of a list, one a line.
std::string to_list(const std::vector<std::string>& items, const std::string& indent) {
  std::string list = "[";
  for (std::size_t i = 0; i < items.size(); i++) list += (i == 0 ? "\n  " : ",\n  ") + indent + items[i];
  return list + (items.empty() ? "]" : "\n" + indent + "]");
}

std::string to_text(const DeviceControls& d) {
  std::vector<std::string> lines;
  for (const ControllerEntry& entry : d.entries) lines.push_back(line_of(entry));
  lines.insert(lines.end(), d.kept.begin(), d.kept.end());
  const std::string name = Json(d.device).dump(-1, ' ', false, Json::error_handler_t::replace);
  return "{\n      \"device\": " + name + ",\n      \"controls\": " + to_list(lines, "      ") + "\n    }";
}

}  // namespace

std::string to_text(const ControllerFile& file) {
  std::vector<std::string> devices;
  for (const DeviceControls& d : file.devices)
    if (!d.entries.empty() || !d.kept.empty()) devices.push_back(to_text(d));
  devices.insert(devices.end(), file.kept.begin(), file.kept.end());
  std::string text = "{\n  \"" + std::string(kControllerFileKey) + "\": " + std::to_string(kControllerFileVersion);
  for (const auto& [key, value] : file.kept_keys) text += ",\n  " + Json(key).dump() + ": " + value;
  return text + ",\n  \"devices\": " + to_list(devices, "  ") + "\n}\n";
}

std::string to_text(const ControllerEntry& entry) { return line_of(entry); }

}  // namespace seaglass::io
