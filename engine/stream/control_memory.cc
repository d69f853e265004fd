#include "engine/stream/control_memory.h"

namespace seaglass {
namespace {

constexpr int kResetControllers = 121;

}  // namespace

void ControlMemory::remember(const Event& event) {
  int slot = -1;
  switch (event.kind) {
    case EventKind::kController:
      if (event.index < kControllers) slot = event.index;
      break;
    case EventKind::kControl:
      if (event.index < kParameterCount) slot = kControllers + event.index;
      break;
    case EventKind::kBend: slot = kBendSlot; break;
    case EventKind::kChannelPressure: slot = kPressureSlot; break;
    default: break;
  }
  const bool reset = event.kind == EventKind::kPanic ||
                     (event.kind == EventKind::kController && event.index == kResetControllers);
  for (int part = 0; part < kParts; part++) {
    if (event.kind != EventKind::kPanic && event.part != kAllParts && event.part != part) continue;
    PartMemory& memory = parts_[part];
    if (slot >= 0) {
      memory.newest[slot] = event;
      memory.newest[slot].part = std::uint8_t(part);
      memory.known[slot] = true;
    } else if (reset) {
      for (const int forgotten : {1, 11, 64, 66, kBendSlot, kPressureSlot}) memory.known[forgotten] = false;
    }
  }
}

// Controllers come before parameters: where both moved the same thing, that order is a guess either way.
void ControlMemory::recall(Model& model) const {
  for (const PartMemory& memory : parts_)
    for (int slot = 0; slot < kSlots; slot++)
      if (memory.known[slot]) (void)model.apply(memory.newest[slot]);
}

}  // namespace seaglass
