#pragma once
// The newest position of every controller, parameter, wheel and pressure, so that a model that takes over in mid-stream
// stands where the performer's hands are. Where a part stands on the map is forgotten when it goes to another place. [worker], bounded, no allocation.

#include <array>
#include <cstdint>

#include "engine/event.h"
#include "engine/model.h"
#include "engine/parameter.h"

namespace seaglass {

class ControlMemory {
 public:
  void remember(const Event& event);

  // Tells all of it to the model, in the order in which it came: of a parameter and the controller that moves it too, the
  // later one counts.
  void recall(Model& model) const;

 private:
  static constexpr int kControllers = 120;  // from there on they are commands, not positions
  static constexpr int kBendSlot = kControllers + kParameterCount;
  static constexpr int kPressureSlot = kBendSlot + 1;
  static constexpr int kModeSlot = kPressureSlot + 1;  // mono on, poly on
  // Data entry belongs to the parameter number that was selected then: coarse and fine, for each number that exists.
  static constexpr int kNumbers = 3;
  static constexpr int kDataSlot = kModeSlot + 1;
  static constexpr int kSlots = kDataSlot + 2 * kNumbers;
  static constexpr int kNone = 127;  // parameter number: none selected

  struct PartMemory {
    std::array<Event, kSlots> newest;
    std::array<std::uint64_t, kSlots> order{};  // 0: never moved
    int number_msb = kNone, number_lsb = kNone;
  };

  int slot_of(const Event& event, PartMemory& memory);
  static void reset(PartMemory& memory);
  static void forget_position(PartMemory& memory);
  static void recall_part(const PartMemory& memory, std::uint8_t part, Model& model);

  std::array<PartMemory, kParts> parts_;
  std::uint64_t order_ = 0;
};

}  // namespace seaglass
