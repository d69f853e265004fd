#include "engine/stream/model_change.h"

namespace seaglass {

ModelChange::~ModelChange() {
  Next next;
  if (next_.take(next)) delete next.model;
  while (collect()) {
  }
}

std::unique_ptr<Model> ModelChange::stage(std::unique_ptr<Model> model, std::int64_t patch, SampleIndex crossfade) {
  Next unheard;
  return std::unique_ptr<Model>(next_.put({model.release(), patch, crossfade}, unheard) ? unheard.model : nullptr);
}

std::unique_ptr<Model> ModelChange::collect() {
  Model* model = nullptr;
  return std::unique_ptr<Model>(retired_.pop(model) ? model : nullptr);
}

ModelChange::Begun ModelChange::follow(Renderer& renderer) {
  // Only when [control] has room for it, since the old model must not be freed here; until then no other model comes in.
  if (retired_.size() < retired_.capacity())
    if (auto old = renderer.take_retired(); old && retired_.push(old.get())) (void)old.release();
  Next next;
  if (renderer.swapping() || !next_.take(next)) return {};
  renderer.swap(std::unique_ptr<Model>(next.model), next.crossfade);
  return {next.patch, next.crossfade};
}

}  // namespace seaglass
