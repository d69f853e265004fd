#include "engine/control/controller_lights.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

// Controller numbers of the MIDI 1.0 specification.
constexpr int kDataMsb = 6, kDataLsb = 38, kNrpnLsb = 98, kNrpnMsb = 99, kFineHalf = 32;

// A button that sets one value is lit while the parameter has it, to within this share of the parameter's range.
constexpr float kSame = 1e-4f;

const MappedTarget* shown_target(const ControllerMap& map, const MappedControl& control) {
  for (const MappedTarget& t : map.targets(control))
    if (!t.target.is_action()) return &t;
  return nullptr;
}

}  // namespace

int light_of(const Control& control, const MappedTarget& target, float present) {
  const Response& r = target.response;
  if (target.press == Press::kNone) return value_of(control, position_at(r, present));
  const float on = value_at(r, 127), off = value_at(r, 0);
  const Parameter& p = parameter(r.parameter);
  const bool lit = target.press == Press::kSet ? std::abs(present - on) <= kSame * (p.max - p.min)
                                               : std::abs(present - on) < std::abs(present - off);
  return lit ? control.last : control.first;
}

void append_light(const Control& control, int value, std::vector<MidiBytes>& out) {
  const ControlId& id = control.id;
  const auto add = [&](int status, int first, int second) {
    out.push_back({std::uint8_t(status << 4 | id.channel), std::uint8_t(first), std::uint8_t(second)});
  };
  const bool fine = control.format == ControlFormat::kFine;
  switch (id.kind) {
    case ControlKind::kController:
      add(0xb, id.number, fine ? value >> 7 : value);
      if (fine) add(0xb, id.number + kFineHalf, value & 127);
      return;
    case ControlKind::kNrpn:
      add(0xb, kNrpnMsb, id.number >> 7);
      add(0xb, kNrpnLsb, id.number & 127);
      add(0xb, kDataMsb, fine ? value >> 7 : value);
      if (fine) add(0xb, kDataLsb, value & 127);
      return;
    case ControlKind::kNote:
      add(0x9, id.number, value);
      return;
    case ControlKind::kBend:
      add(0xe, value & 127, value >> 7);
      return;
    case ControlKind::kProgram:
    case ControlKind::kPressure:
    case ControlKind::kKeyPressure:
      return;
  }
}

void ControllerLights::set_map(const ControllerMap& map) {
  const ControllerMap before = map_;
  const auto shown = shown_;
  map_ = map;
  shown_ = {};
  next_ = 0;
  for (const MappedControl& c : map_.controls()) {
    const MappedControl* old = before.find(c.control.id);
    if (old != nullptr && old->control == c.control) shown_[map_.index_of(c)] = shown[before.index_of(*old)];
  }
}

void ControllerLights::moved(const ControlMove& move, Nanoseconds when) {
  hands_[move.id] = when;
  const MappedControl* mapped = map_.find(move.id);
  if (mapped == nullptr) return;
  // A fader is where it was put. What a button or an encoder shows after it was touched is its own affair.
  const MappedTarget* target = shown_target(map_, *mapped);
  const bool stays = !move.relative && move.id.kind != ControlKind::kNote && target != nullptr &&
                     target->press == Press::kNone && move.format == mapped->control.format;
  shown_[map_.index_of(*mapped)] = {.known = stays, .value = move.value};
}

void ControllerLights::show(const PresentValues& present, Nanoseconds now, std::vector<MidiBytes>& out) {
  constexpr std::size_t kLongest = 4;  // messages, for an NRPN
  std::erase_if(hands_, [now](const auto& hand) { return now - hand.second >= kHandsOff; });
  const auto controls = map_.controls();
  const std::size_t before = out.size();
  for (std::size_t i = 0; i < controls.size(); i++) {
    const std::size_t at = (next_ + i) % controls.size();
    const MappedControl& c = controls[at];
    const MappedTarget* target = shown_target(map_, c);
    if (!c.lit || target == nullptr || hands_.contains(c.control.id)) continue;
    const float value = present.value(target->target.part, target->target.parameter);
    if (std::isnan(value)) continue;
    Shown& s = shown_[at];
    const int light = light_of(c.control, *target, value);
    if (s.known && s.value == light) continue;
    if (out.size() - before + kLongest > kMostAtOnce) {
      next_ = at;
      return;
    }
    s = {.known = true, .value = light};
    append_light(c.control, light, out);
  }
  next_ = 0;
}

}  // namespace seaglass
