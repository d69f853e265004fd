#pragma once
// What events leave sounding, by the rules of the model: the notes whose keys are down and the pedals that hold others.

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <utility>

#include "engine/event.h"

namespace seaglass::test {

class HeldDown {
 public:
  void apply(std::span<const Event> events) {
    for (const Event& e : events) apply(e);
  }

  void apply(const Event& e) {
    if (e.kind == EventKind::kNoteOn) notes_.insert({e.part, e.id});
    if (e.kind == EventKind::kNoteOff) notes_.erase({e.part, e.id});
    if (e.kind != EventKind::kController || e.part >= kParts) return;
    if (e.index == 64) sustain_[e.part] = e.value > 0;
    if (e.index == 66) sostenuto_[e.part] = e.value >= 64;
    if (e.index == 121) sustain_[e.part] = sostenuto_[e.part] = false;
    if (e.index == 120 || e.index >= 123) std::erase_if(notes_, [&](const auto& note) { return note.first == e.part; });
  }

  std::size_t notes() const { return notes_.size(); }
  bool has(int part, std::int32_t id) const { return notes_.contains({std::uint8_t(part), id}); }
  bool pedals() const {
    for (int part = 0; part < kParts; part++)
      if (sustain_[std::size_t(part)] || sostenuto_[std::size_t(part)]) return true;
    return false;
  }

 private:
  std::set<std::pair<std::uint8_t, std::int32_t>> notes_;
  std::array<bool, kParts> sustain_{}, sostenuto_{};
};

}  // namespace seaglass::test
