#pragma once
// The instrument that plays measured tracks.

#include <memory>
#include <vector>

#include "engine/patch/tracks.h"
#include "engine/voice/track_timbre.h"
#include "engine/voice/voice_model.h"

namespace seaglass {

class TrackModel final : public VoiceModel {
 public:
  // [control]
  TrackModel(std::shared_ptr<const TrackPatch> patch, const VoiceKernels& kernels)
      : VoiceModel(*patch, kernels), patch_(std::move(patch)) {}

 private:
  void prepare_timbres(int count, double rate) override {
    library_ = std::make_unique<NoteLibrary>(patch_, rate);
    timbres_.resize(std::size_t(count));
    for (TrackTimbre& timbre : timbres_) timbre.prepare(*library_, kernels());
  }
  Timbre& timbre(int voice) override { return timbres_[std::size_t(voice)]; }

  std::shared_ptr<const TrackPatch> patch_;
  std::unique_ptr<NoteLibrary> library_;
  std::vector<TrackTimbre> timbres_;
};

}  // namespace seaglass
