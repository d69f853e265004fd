#pragma once
// A patch made ready for playing: which recordings answer to a key and a velocity, and what they are on average.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/patch/tracks.h"

namespace seaglass {

// One recording's share in a note.
struct SourceNote {
  const TrackNote* note = nullptr;
  const float* mean_db = nullptr;  // [partials + kNoiseBands] mean levels over the sustained frames
  const float* octaves = nullptr;  // [partials] log2 of the partial ratios
  std::span<const float> transient;
  float weight = 0;
};

// Two neighbouring pitches times two neighbouring dynamics at most; weights add up to one, the heaviest comes first.
struct NoteMix {
  std::array<SourceNote, 4> sources;
  int count = 0;
};

class NoteLibrary {
 public:
  // [control] `rate` in Hz: transients are resampled to it.
  NoteLibrary(std::shared_ptr<const TrackPatch> patch, double rate);

  // [worker] Bounded. `key` in MIDI keys with fraction, velocity 0..1; `choice` picks among takes.
  NoteMix select(int place, float key, float velocity, std::uint64_t choice) const;

  // [any]
  const TrackPatch& patch() const { return *patch_; }

 private:
  struct Layer {  // recordings of one pitch and one dynamic
    float dynamic;
    std::vector<int> takes;
  };
  struct Pitch {
    float key;
    std::vector<Layer> layers;  // soft to loud
  };
  using Range = std::vector<Pitch>;  // of one place, low to high

  struct Share {
    int note;
    float weight;
  };
  Share pick(const Layer& layer, float weight, std::uint64_t choice) const;
  void add_pitch(const Pitch& pitch, float weight, float velocity, std::uint64_t choice, NoteMix& mix) const;
  SourceNote source(int note, float weight) const;

  std::shared_ptr<const TrackPatch> patch_;
  std::vector<Range> ranges_;
  std::vector<float> means_;
  std::vector<std::size_t> mean_at_;                // of each note, into means_
  std::vector<float> octaves_;                      // one for each partial ratio of the patch
  std::vector<std::vector<float>> transients_;      // of each note, at the stream's rate
};

}  // namespace seaglass
