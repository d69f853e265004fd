#include "engine/control/mapping.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace seaglass {
namespace {

constexpr std::array<std::string_view, int(Takeover::kLast) + 1> kTakeovers{"pickup", "jump", "scale"};
constexpr std::array<std::string_view, int(Press::kLast) + 1> kPresses{"none", "momentary", "toggle", "set"};

constexpr int kFineHalf = 32;  // so far above its controller

bool counts_finely(const Control& c) {
  return c.id.kind == ControlKind::kController && c.format == ControlFormat::kFine;
}

std::string wrong_format(const Control& c) {
  const std::string name = "'" + std::string(name_of(c.format)) + "'";
  if (!exists(c.id)) return text_of(c.id) + " is no control";
  switch (c.id.kind) {
    case ControlKind::kController:
      if (counts_finely(c) && c.id.number >= kFineHalf)
        return text_of(c.id) + " has no fine half; only CC 0 to 31 have";
      break;
    case ControlKind::kNrpn:
      if (is_relative(c.format)) return "an NRPN is never " + name + "; its steps are understood anyway";
      break;
    case ControlKind::kBend:
      if (c.format != ControlFormat::kFine) return "bend counts '14-bit' and not " + name;
      break;
    default:
      if (c.format != ControlFormat::kCoarse) return text_of(c.id) + " counts '7-bit' and not " + name;
  }
  const std::uint16_t last = c.format == ControlFormat::kFine ? kFineEnd : kCoarseEnd;
  if (c.first >= c.last || c.last > last)
    return "its ends must be two rising numbers from 0 to " + std::to_string(last);
  return {};
}

std::string wrong_response(const Mapping& m) {
  const Parameter& p = parameter(m.target.parameter);
  const std::string name(p.name);
  if (m.target.part != kAllParts && m.target.part >= kParts) return "the part must be 1 to " + std::to_string(kParts);
  if (!fits(m.curve, p.id)) return "the curve '" + std::string(name_of(m.curve)) + "' does not fit " + name;
  if (!(m.low >= p.min && m.low <= p.max && m.high >= p.min && m.high <= p.max))
    return "the range must lie within that of " + name + ", " + text_of(p.id, p.min) + " to " + text_of(p.id, p.max);
  if (m.low > m.high) return "low must not be above high; inverted turns a control round";
  return {};
}

}  // namespace

std::string_view name_of(Takeover takeover) { return kTakeovers[std::size_t(takeover)]; }
std::string_view name_of(Press press) { return kPresses[std::size_t(press)]; }

Mapping standard_mapping(const Control& control, const Target& target) {
  Mapping m{.control = control, .target = target};
  if (control.id.kind == ControlKind::kNrpn) m.lit = false;  // a synth's panel would take it for a turned knob
  if (target.is_action()) return m;
  m.curve = parameter(target.parameter).curve;
  const ValueRange reach = reach_of(target.parameter, m.curve);
  m.low = reach.low;
  m.high = reach.high;
  const bool note = control.id.kind == ControlKind::kNote, program = control.id.kind == ControlKind::kProgram;
  if (note) m.press = Press::kToggle;
  if (program && control.id.number != kAnyProgram) m.press = Press::kSet;
  if (note || program) m.takeover = Takeover::kJump;  // they come from nowhere
  return m;
}

std::string what_is_wrong(const Mapping& m) {
  if (std::string wrong = wrong_format(m.control); !wrong.empty()) return wrong;
  if (!(m.step >= kLeastStep && m.step <= kMostStep)) return "the step must be 0.05 to 127";
  if (!(m.acceleration >= 1 && m.acceleration <= kMostAcceleration)) return "the acceleration must be 1 to 32";
  if (m.target.is_action()) {
    const bool any = m.control.id.kind == ControlKind::kProgram && m.control.id.number == kAnyProgram;
    if (is_numbered(m.target.action) && m.target.number == 0 && !any)
      return "'" + std::string(name_of(m.target.action)) + "' needs a number from 1";
    return {};
  }
  if (m.press != Press::kNone && is_relative(m.control.format)) return "an endless encoder is no button";
  if (m.press == Press::kMomentary && m.control.id.kind == ControlKind::kProgram)
    return "a program change is never released, so its button cannot be 'momentary'";
  return wrong_response(m);
}

std::string what_conflicts(std::span<const Mapping> others, const Mapping& m) {
  std::size_t targets = 0;
  for (const Mapping& o : others) {
    const bool same = o.control.id == m.control.id;
    targets += same;
    if (same && o.target == m.target) return "it has this target already";
    if (same && o.control != m.control) return "it counts differently for another of its targets";
    for (const auto& [coarse, fine] : {std::pair{&o.control, &m.control}, std::pair{&m.control, &o.control}})
      if (counts_finely(*coarse) && fine->id.kind == ControlKind::kController &&
          fine->id.channel == coarse->id.channel && fine->id.number == coarse->id.number + kFineHalf)
        return text_of(fine->id) + " is the fine half of " + text_of(coarse->id);
  }
  if (targets >= kMaxTargetsOfOne)
    return "it has " + std::to_string(kMaxTargetsOfOne) + " targets already, the most there can be";
  if (others.size() >= kMaxTargets)
    return "the controller has " + std::to_string(kMaxTargets) + " targets already, the most there can be";
  return {};
}

std::string text_of(const Target& target) {
  if (target.is_action()) {
    std::string text(name_of(target.action));
    return target.number > 0 ? text + " " + std::to_string(target.number) : text;
  }
  const std::string name(parameter(target.parameter).name);
  return name + (target.part == kAllParts ? ", all parts" : ", part " + std::to_string(target.part + 1));
}

std::string text_of(ParameterId id, float value) {
  char text[48];
  std::snprintf(text, sizeof text, "%.4g", double(value));
  const std::string_view unit = parameter(id).unit;
  // A unit that lists what the numbers mean is too long for a line.
  if (unit == "1" || unit == "program" || unit.find(',') != unit.npos) return text;
  return std::string(text) + " " + std::string(unit);
}

std::string text_of(const Mapping& m) {
  std::string text = "channel " + std::to_string(m.control.id.channel + 1) + " " + text_of(m.control.id);
  if (m.control.format == ControlFormat::kFine && m.control.id.kind != ControlKind::kBend) text += " (14 bit)";
  if (is_relative(m.control.format)) text += " (endless)";
  text += " -> ";
  if (m.target.is_action()) return text + text_of(m.target);
  const Parameter& p = parameter(m.target.parameter);
  char low[48];
  std::snprintf(low, sizeof low, "%.4g", double(m.low));
  text += std::string(p.name) + " ";
  text += m.press == Press::kSet ? text_of(p.id, m.high) : std::string(low) + " to " + text_of(p.id, m.high);
  text += text_of(m.target).substr(p.name.size());
  if (m.inverted) text += ", inverted";
  if (m.press != Press::kNone) return m.press == Press::kSet ? text : text + ", " + std::string(name_of(m.press));
  return is_relative(m.control.format) ? text : text + ", " + std::string(name_of(m.takeover));
}

}  // namespace seaglass
