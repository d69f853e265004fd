#include "engine/control/control_action.h"

#include <algorithm>
#include <array>

namespace seaglass {
namespace {

constexpr std::array<std::string_view, int(ControlAction::kLast) + 1> kNames{
    "panic",     "setlist next",    "setlist previous", "setlist go",         "snapshot recall", "snapshot store",
    "tap tempo", "transport start", "transport stop",   "transport continue", "record start",    "record stop",
    "learn",     "learn cancel"};

}  // namespace

std::string_view name_of(ControlAction action) { return kNames[std::size_t(action)]; }

std::optional<ControlAction> find_action(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return ControlAction(found - kNames.begin());
}

bool is_numbered(ControlAction action) {
  return action == ControlAction::kSetlistGo || action == ControlAction::kSnapshotRecall ||
         action == ControlAction::kSnapshotStore;
}

}  // namespace seaglass
