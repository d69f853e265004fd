#include "engine/stream/model_change.h"

namespace seaglass {

ModelChange::~ModelChange() {
  Staged* next = nullptr;
  if (next_.take(next)) delete next;
  while (collect()) {
  }
}

std::unique_ptr<ModelChange::Staged> ModelChange::stage(std::unique_ptr<Staged> next) {
  Staged* unheard = nullptr;
  return std::unique_ptr<Staged>(next_.put(next.release(), unheard) ? unheard : nullptr);
}

bool ModelChange::collect() {
  Model* model = nullptr;
  Staged* staged = nullptr;
  const bool faded = retired_.pop(model), taken = taken_.pop(staged);
  delete model;
  delete staged;
  return faded || taken;
}

ModelChange::Begun ModelChange::follow(Renderer& renderer) {
  // Only when [control] has room for it, since nothing may be freed here; until then no other model comes in.
  if (retired_.size() < retired_.capacity())
    if (auto old = renderer.take_retired(); old && retired_.push(old.get())) (void)old.release();
  if (const int hastened = next_.fresh() ? renderer.hasten() : 0; hastened > 0) return {.hastened = hastened};
  Staged* next = nullptr;
  if (renderer.swapping() || taken_.size() == taken_.capacity() || !next_.take(next)) return {};
  renderer.swap(std::move(next->model), next->crossfade);
  for (Event event : next->opening) {
    event.at = renderer.position();
    (void)renderer.schedule(event);  // far fewer than may wait
  }
  const Begun begun{.patch = next->patch, .crossfade = next->crossfade};
  (void)taken_.push(next);
  return begun;
}

}  // namespace seaglass
