#pragma once
// The newest position of every controller, parameter, wheel and pressure, so that a model that takes over in mid-stream
// stands where the performer's hands are. [worker], bounded.

#include <array>
#include <bitset>

#include "engine/event.h"
#include "engine/model.h"
#include "engine/parameter.h"

namespace seaglass {

class ControlMemory {
 public:
  void remember(const Event& event);
  void recall(Model& model) const;

 private:
  static constexpr int kControllers = 120;  // from there on they are commands, not positions
  static constexpr int kBendSlot = kControllers + kParameterCount;
  static constexpr int kPressureSlot = kBendSlot + 1;
  static constexpr int kSlots = kPressureSlot + 1;

  struct PartMemory {
    std::array<Event, kSlots> newest;
    std::bitset<kSlots> known;
  };
  std::array<PartMemory, kParts> parts_;
};

}  // namespace seaglass
