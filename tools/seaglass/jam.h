#pragma once
// The accompanist on a recorded part, offline: strictly causal, the same for the same seed.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/jam/harmony_judge.h"
#include "engine/jam/knobs.h"

namespace seaglass {

struct JamJob {
  std::string midi_path, out_path;
  std::string model;               // a patch of kind jam; empty: the shipped one
  std::uint64_t seed = 1;
  jam::Knobs knobs;
  jam::HarmonyWeights weights;
  std::string style = "none";
  double tempo = 120;              // beats per minute, where the file does not say
  bool json = false;               // prints what was played, as one object
  double dream_bars = 0;           // without a part: so many bars of its own
};

// [control] Throws io::Error; a failure leaves no file.
void jam_offline(const JamJob& job);

}  // namespace seaglass
