#pragma once
// A change of model, staged: [control] hands the next one over, the thread that renders crossfades to it as soon as no
// other crossfade is under way, and the old one comes back to [control] to be freed. A slow crossfade that is under way
// is cut short: whoever asks for another patch wants it now. The newest wins: a model that nobody has taken yet when the
// next is staged comes back unheard.

#include <memory>
#include <vector>

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

  // A model on its way in.
  struct Staged {
    std::unique_ptr<Model> model;
    std::int64_t patch = 0;       // its number in the journal
    SampleIndex crossfade = 0;    // as in Renderer::swap()
    std::vector<Event> opening;   // applied at its first sample, after all that carries over
  };

  // [control] Wait-free. Returns what was staged before and is not heard any more, or null.
  std::unique_ptr<Staged> stage(std::unique_ptr<Staged> next);
  std::unique_ptr<Staged> stage(std::unique_ptr<Model> model, std::int64_t patch) {
    return stage(std::make_unique<Staged>(Staged{.model = std::move(model), .patch = patch, .opening = {}}));
  }

  // [control] Frees what has been faded out or taken in. False when there was nothing.
  bool collect();

  // The rendering thread. Wait-free. A model is staged and not taken yet.
  bool staged() const { return next_.fresh(); }

  static constexpr std::int64_t kNone = -1;
  struct Begun {
    std::int64_t patch = kNone;
    SampleIndex crossfade = 0;
    int hastened = 0;  // the crossfade before ends within so many samples; 0: as it was meant to
  };

  // The rendering thread, between two blocks. Wait-free. Gives back what has been faded out, and begins the crossfade to
  // what is staged, or makes way for it. Returns the patch that begins here, or kNone.
  [[nodiscard]] Begun follow(Renderer& renderer);

 private:
  rt::Mailbox<Staged*> next_;  // owned by whoever has the message
  rt::SpscRing<Model*> retired_{8};
  rt::SpscRing<Staged*> taken_{8};
};

}  // namespace seaglass
