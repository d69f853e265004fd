#pragma once
// The offline drivers of the pure render: a score or a journal in, a file out.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/stream/renderer.h"
#include "engine/voice/voice_model.h"
#include "tools/seaglass/patch_file.h"

namespace seaglass {

// [control] A model for a patch, prepared. `make_synth`: as VoiceModel's, for a patch with a network.
std::unique_ptr<Model> make_model(const LoadedPatch& patch, const ModelSetup& setup, MakeSynth make_synth = {});

struct RenderJob {
  LoadedPatch patch;
  std::string midi_path, out_path, place;
  double rate = 48000;
  int voices = kDefaultVoices;
  std::uint64_t seed = 0;
  int buffer = 256;
  double tail_s = 10;
  bool progress = false;
  int outputs = kChannels;
  std::vector<Event> settings;  // before the first event of the score
};

// [control] Throws io::Error; a failure leaves no file.
void render_score(const RenderJob& job);

struct ReplayJob {
  std::string journal_path, out_path;
  int buffer = 256;
  bool as_heard = false;  // with the concealment of what was missed
  bool progress = false;
};

// [control] Throws io::Error; a failure leaves no file. Returns a sentence to show when the replay is not exact (another
// instruction set, records lost), else empty.
std::string replay_journal(const ReplayJob& job);

}  // namespace seaglass
