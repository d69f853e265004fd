#pragma once
// What the wheels, pressure and pedals of one channel have left away from rest, and on which parts: what is to be taken
// back when nobody is there any more who could.

#include <array>

#include "engine/control/event_batch.h"
#include "engine/control/layers.h"
#include "engine/event.h"

namespace seaglass {

// One thread. Wait-free.
class Traces {
 public:
  // The message goes to these parts. One that no reset undoes leaves no trace.
  void follow(const Event& m, PartSet parts);

  // The other parts are somebody else's now.
  void keep(PartSet parts);

  // Parts that stand away from rest.
  PartSet parts() const;

  // Adds what puts them at rest, and forgets what has been added. False when there was no room for all.
  [[nodiscard]] bool take_back(Source source, EventBatch& out);

  // ---------------------------------------------------------------------------------------------------------------
 private:
  static constexpr std::size_t kCount = 6;  // bend, pressure, and four controllers

  std::array<PartSet, kCount> away_{};
};

}  // namespace seaglass
