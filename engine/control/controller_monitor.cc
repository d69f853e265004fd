#include "engine/control/controller_monitor.h"

#include <utility>

namespace seaglass {
namespace {

std::string name_of_move(std::string_view device, const ControlMove& move) {
  return std::string(device) + " channel " + std::to_string(move.id.channel + 1) + " " + text_of(move.id);
}

std::string what_it_says(const ControlMove& move) {
  if (move.id.kind == ControlKind::kProgram) return "";
  if (!move.relative) return " = " + std::to_string(move.value);
  return (move.value > 0 ? " +" : " ") + std::to_string(move.value);
}

std::string what_it_does(const MappedTarget& t, bool moved, const PresentValues& present) {
  if (t.target.is_action()) return moved ? text_of(t.target) : "";
  const Parameter& p = parameter(t.target.parameter);
  const float value = present.value(t.target.part, t.target.parameter);
  const std::string parts = text_of(t.target).substr(p.name.size());
  return std::string(p.name) + (moved ? " " : " stays at ") + text_of(p.id, value) + parts;
}

// What the instrument does with a controller by itself.
std::string by_default(const ControlMove& move) {
  if (move.id.kind != ControlKind::kController) return "";
  const auto id = parameter_of_controller(move.id.number);
  if (!id) return "";
  const float value = value_of_controller(*id, float(move.value));
  return std::string(parameter(*id).name) + " " + text_of(*id, value) + ", part " + std::to_string(move.id.channel + 1);
}

}  // namespace

std::string monitor_line(std::string_view device, const ControlReport& report, const ControllerMap& map,
                         const PresentValues& present) {
  if (!report.complete) return {};
  const std::string line = name_of_move(device, report.move) + what_it_says(report.move);
  std::string does;
  if (const MappedControl* mapped = report.mapped ? map.find(report.move.id) : nullptr) {
    const auto targets = map.targets(*mapped);
    for (std::size_t i = 0; i < targets.size(); i++) {
      const std::string one = what_it_does(targets[i], (report.moved >> i & 1) != 0, present);
      if (!one.empty()) does += (does.empty() ? "" : " + ") + one;
    }
  } else if (!report.mapped) {
    does = by_default(report.move);
  }
  return does.empty() ? line : line + " -> " + does;
}

void ControllerMonitor::add(std::string_view device, const ControlReport& report, const ControllerMap& map,
                            const PresentValues& present, std::vector<std::string>& out) {
  std::string line = monitor_line(device, report, map, present);
  if (line.empty()) return;
  const auto [at, first] = lines_.try_emplace({std::string(device), report.move.id});
  Line& l = at->second;
  if (!first && report.when - l.shown_at < kPace) {
    l.waiting = std::move(line);
    return;
  }
  l = {.shown_at = report.when, .waiting = {}};
  out.push_back(std::move(line));
}

void ControllerMonitor::flush(Nanoseconds now, std::vector<std::string>& out) {
  for (auto& [control, l] : lines_) {
    if (l.waiting.empty() || now - l.shown_at < kPace) continue;
    out.push_back(std::exchange(l.waiting, {}));
    l.shown_at = now;
  }
  std::erase_if(lines_, [now](const auto& entry) { return now - entry.second.shown_at >= kPace; });
}

}  // namespace seaglass
