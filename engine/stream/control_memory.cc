#include "engine/stream/control_memory.h"

#include <algorithm>

namespace seaglass {
namespace {

// Controller numbers of the MIDI 1.0 specification.
constexpr int kDataMsb = 6, kDataLsb = 38, kNrpnLsb = 98, kNrpnMsb = 99, kRpnLsb = 100, kRpnMsb = 101;
constexpr int kResetControllers = 121, kMonoOn = 126, kPolyOn = 127;

Event controller_event(std::uint8_t part, int number, float value) {
  return {.kind = EventKind::kController, .part = part, .index = std::uint8_t(number), .value = value};
}

}  // namespace

// Where an event is kept, or -1; follows the selection of parameter numbers.
int ControlMemory::slot_of(const Event& event, PartMemory& memory) {
  switch (event.kind) {
    case EventKind::kControl: return event.index < kParameterCount ? kControllers + event.index : -1;
    case EventKind::kBend: return kBendSlot;
    case EventKind::kChannelPressure: return kPressureSlot;
    case EventKind::kController: break;
    default: return -1;
  }
  const bool registered = memory.number_msb == 0 && memory.number_lsb >= 0 && memory.number_lsb < kNumbers;
  switch (event.index) {
    case kRpnMsb: memory.number_msb = int(std::clamp(event.value, 0.0f, 127.0f)); return -1;
    case kRpnLsb: memory.number_lsb = int(std::clamp(event.value, 0.0f, 127.0f)); return -1;
    case kNrpnMsb:
    case kNrpnLsb: memory.number_msb = memory.number_lsb = kNone; return -1;
    case kDataMsb:
      if (!registered) return -1;
      memory.order[kDataSlot + 2 * memory.number_lsb + 1] = 0;  // coarse sets fine to zero
      return kDataSlot + 2 * memory.number_lsb;
    case kDataLsb: return registered ? kDataSlot + 2 * memory.number_lsb + 1 : -1;
    case kMonoOn:
    case kPolyOn: return kModeSlot;
    default: return event.index < kControllers ? event.index : -1;
  }
}

// What panic and "reset all controllers" put back.
void ControlMemory::reset(PartMemory& memory) {
  for (const int slot : {1, 11, 64, 66, kBendSlot, kPressureSlot, kControllers + int(ParameterId::kVibrato),
                         kControllers + int(ParameterId::kExpression)})
    memory.order[slot] = 0;
  memory.number_msb = memory.number_lsb = kNone;
}

// A change of place moves the part on the map by itself (Part::set_place). A number that no place has moves nothing, but
// only the model knows: then the next model begins at its own place's spot.
void ControlMemory::forget_position(PartMemory& memory) {
  for (const ParameterId id : {ParameterId::kX, ParameterId::kY, ParameterId::kMorph}) {
    memory.order[kControllers + int(id)] = 0;
    if (const int number = parameter(id).controller; number >= 0) memory.order[number] = 0;
  }
}

void ControlMemory::remember(const Event& event) {
  order_++;
  for (int part = 0; part < kParts; part++) {
    if (event.kind != EventKind::kPanic && event.part != kAllParts && event.part != part) continue;
    PartMemory& memory = parts_[part];
    if (event.kind == EventKind::kPanic || (event.kind == EventKind::kController && event.index == kResetControllers)) {
      reset(memory);
    } else if (event.kind == EventKind::kProgram || event.kind == EventKind::kPlace) {
      forget_position(memory);
    } else if (const int slot = slot_of(event, memory); slot >= 0) {
      memory.newest[slot] = event;
      memory.newest[slot].part = std::uint8_t(part);
      memory.order[slot] = order_;
    }
  }
}

void ControlMemory::recall_part(const PartMemory& memory, std::uint8_t part, Model& model) {
  std::array<std::uint8_t, kSlots> known;
  int count = 0;
  for (int slot = 0; slot < kSlots; slot++)
    if (memory.order[slot] > 0) known[count++] = std::uint8_t(slot);
  std::sort(known.begin(), known.begin() + count, [&](int a, int b) { return memory.order[a] < memory.order[b]; });
  const auto select = [&](int msb, int lsb) {
    (void)model.apply(controller_event(part, kRpnMsb, float(msb)));
    (void)model.apply(controller_event(part, kRpnLsb, float(lsb)));
  };
  for (int i = 0; i < count; i++) {
    if (known[i] >= kDataSlot) select(0, (known[i] - kDataSlot) / 2);
    (void)model.apply(memory.newest[known[i]]);
  }
  if (count > 0) select(memory.number_msb, memory.number_lsb);
}

void ControlMemory::recall(Model& model) const {
  for (int part = 0; part < kParts; part++) recall_part(parts_[part], std::uint8_t(part), model);
}

}  // namespace seaglass
