#pragma once
// What the controls of one controller do, ready to be looked up while they move. It never changes: [control] makes
// another and the source takes it whole through a mailbox, which copies it, so that nobody has to free one.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "engine/control/mapping.h"
#include "engine/control/response.h"

namespace seaglass {

struct MappedTarget {
  Target target;
  Response response;
  Takeover takeover = Takeover::kPickup;
  Press press = Press::kNone;
  float step = 1, acceleration = 1;
};

struct MappedControl {
  Control control;
  std::uint16_t first_target = 0;
  std::uint8_t target_count = 0;
  bool lit = false;
};

class ControllerMap {
 public:
  // [any] Maps nothing.
  ControllerMap() = default;

  // [control] Each of `mappings` is right by itself and conflicts with none before it (mapping.h); what is wrong or
  // does conflict is left out.
  explicit ControllerMap(std::span<const Mapping> mappings);

  // [any] Wait-free: at most ten comparisons, twice for a program change. Null where nothing is mapped.
  const MappedControl* find(const ControlId& id) const;

  // [any] Wait-free.
  std::span<const MappedControl> controls() const { return {controls_.data(), control_count_}; }
  std::span<const MappedTarget> targets(const MappedControl& c) const {
    return {targets_.data() + c.first_target, c.target_count};
  }
  std::size_t index_of(const MappedControl& c) const { return std::size_t(&c - controls_.data()); }

  // [any] Wait-free. Controls that learning neither silences nor learns: who calls it off, or stops a stuck note, must
  // be able to.
  bool stays_awake(const MappedControl& c) const;

  // ---------------------------------------------------------------------------------------------------------------
 private:
  const MappedControl* find_exactly(const ControlId& id) const;

  std::array<MappedControl, kMaxTargets> controls_{};  // sorted by id
  std::array<MappedTarget, kMaxTargets> targets_{};
  std::uint16_t control_count_ = 0;
};

static_assert(std::is_trivially_copyable_v<ControllerMap>);

}  // namespace seaglass
