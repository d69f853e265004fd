#pragma once
// What a button does when it does not set a parameter.

#include <cstdint>
#include <optional>
#include <string_view>

namespace seaglass {

enum class ControlAction : std::uint8_t {
  kPanic,
  kSetlistNext,
  kSetlistPrevious,
  kSetlistGo,  // go: to entry `number`, from 1
  kSnapshotRecall,
  kSnapshotStore,  // of that number, from 1
  kTapTempo,
  kTransportStart,
  kTransportStop,
  kTransportContinue,
  kRecordStart,
  kRecordStop,
  kLearn,
  kLearnCancel,  // learn: the next parameter that is touched
  kLast = kLearnCancel,
};

// [any] "panic", "setlist next" ...
std::string_view name_of(ControlAction action);

// [any] The action called so, if there is one.
std::optional<ControlAction> find_action(std::string_view name);

// [any] Whether it needs a number.
bool is_numbered(ControlAction action);

}  // namespace seaglass
