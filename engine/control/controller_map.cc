#include "engine/control/controller_map.h"

#include <algorithm>
#include <vector>

namespace seaglass {

ControllerMap::ControllerMap(std::span<const Mapping> mappings) {
  std::vector<Mapping> sorted;
  for (const Mapping& m : mappings)
    if (what_is_wrong(m).empty() && what_conflicts(sorted, m).empty()) sorted.push_back(m);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Mapping& a, const Mapping& b) { return a.control.id < b.control.id; });
  for (std::size_t i = 0; i < sorted.size(); i++) {
    const Mapping& m = sorted[i];
    if (i == 0 || sorted[i - 1].control.id != m.control.id)
      controls_[control_count_++] = {.control = m.control, .first_target = std::uint16_t(i)};
    MappedControl& control = controls_[control_count_ - 1];
    control.target_count++;
    control.lit |= m.lit;
    const bool action = m.target.is_action();
    targets_[i] = {
        .target = m.target,
        .response = action ? Response{} : response_of(m.target.parameter, m.curve, {m.low, m.high}, m.inverted),
        .takeover = m.takeover,
        .press = m.press,
        .step = m.step,
        .acceleration = m.acceleration};
  }
}

const MappedControl* ControllerMap::find_exactly(const ControlId& id) const {
  const auto all = controls();
  const auto found = std::lower_bound(all.begin(), all.end(), id, [](const MappedControl& c, const ControlId& wanted) {
    return c.control.id < wanted;
  });
  return found != all.end() && found->control.id == id ? &*found : nullptr;
}

const MappedControl* ControllerMap::find(const ControlId& id) const {
  const MappedControl* found = find_exactly(id);
  if (found != nullptr || id.kind != ControlKind::kProgram) return found;
  return find_exactly({.kind = id.kind, .channel = id.channel, .number = kAnyProgram});
}

bool ControllerMap::stays_awake(const MappedControl& c) const {
  const auto awake = [](const MappedTarget& t) {
    return t.target.is_action() &&
           (t.target.action == ControlAction::kPanic || t.target.action == ControlAction::kLearn ||
            t.target.action == ControlAction::kLearnCancel);
  };
  return std::ranges::any_of(targets(c), awake);
}

}  // namespace seaglass
