#include "engine/control/traces.h"

#include "engine/control/make_event.h"
#include "engine/control/response.h"

namespace seaglass {
namespace {

// What "reset all controllers" resets (MIDI recommended practice RP-015), with the controllers' numbers, and its rest.
struct Resting {
  EventKind kind;
  std::uint8_t number;
  float rest;
};
constexpr Resting kResting[] = {
    {EventKind::kBend, 0, 0},      {EventKind::kChannelPressure, 0, 0}, {EventKind::kController, 1, 0},
    {EventKind::kController, 11, kKnobEnd}, {EventKind::kController, 64, 0},     {EventKind::kController, 66, 0},
};

bool is(const Event& m, const Resting& r) {
  return m.kind == r.kind && (m.kind != EventKind::kController || m.index == r.number);
}

}  // namespace

void Traces::follow(const Event& m, PartSet parts) {
  static_assert(std::size(kResting) == kCount);
  for (std::size_t i = 0; i < kCount; i++)
    if (is(m, kResting[i])) away_[i] = PartSet(m.value != kResting[i].rest ? away_[i] | parts : away_[i] & ~parts);
}

void Traces::keep(PartSet parts) {
  for (PartSet& away : away_) away &= parts;
}

PartSet Traces::parts() const {
  PartSet parts = 0;
  for (const PartSet away : away_) parts |= away;
  return parts;
}

bool Traces::take_back(Source source, EventBatch& out) {
  for (std::size_t i = 0; i < kCount; i++)
    for (int part = 0; part < kParts; part++) {
      if ((away_[i] & part_set(part)) == 0) continue;
      if (out.room() == 0) return false;
      out.add(part_event(kResting[i].kind, source, part, kResting[i].number, kResting[i].rest));
      away_[i] = PartSet(away_[i] & ~part_set(part));
    }
  return true;
}

}  // namespace seaglass
