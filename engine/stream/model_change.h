#pragma once
// A change of model, staged: [control] hands the next one over, the thread that renders crossfades to it as soon as no
// other crossfade is under way, and the old one comes back to [control] to be freed. The newest wins: a model that
// nobody has taken yet when the next is staged comes back unheard.

#include <memory>

#include "engine/rt/mailbox.h"
#include "engine/rt/spsc_ring.h"
#include "engine/stream/renderer.h"

namespace seaglass {

class ModelChange {
 public:
  ModelChange() = default;
  ~ModelChange();
  ModelChange(const ModelChange&) = delete;
  ModelChange& operator=(const ModelChange&) = delete;

  // [control] Wait-free. `patch`: its number in the journal; `crossfade` as in Renderer::swap(). Returns the model whose place it took unheard, or null.
  std::unique_ptr<Model> stage(std::unique_ptr<Model> model, std::int64_t patch, SampleIndex crossfade = 0);

  // [control] Wait-free. A model that has been faded out, to be freed, or null.
  [[nodiscard]] std::unique_ptr<Model> collect();

  // The rendering thread. Wait-free. A model is staged and not taken yet.
  bool staged() const { return next_.fresh(); }

  static constexpr std::int64_t kNone = -1;
  struct Begun {
    std::int64_t patch = kNone;
    SampleIndex crossfade = 0;
  };

  // The rendering thread, between two blocks. Wait-free. Gives back what has been faded out, and begins the crossfade to
  // what is staged. Returns the patch that begins here, or kNone.
  [[nodiscard]] Begun follow(Renderer& renderer);

 private:
  struct Next {
    Model* model = nullptr;  // owned by whoever has the message
    std::int64_t patch = 0;
    SampleIndex crossfade = 0;
  };
  rt::Mailbox<Next> next_;
  rt::SpscRing<Model*> retired_{8};
};

}  // namespace seaglass
