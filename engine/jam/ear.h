#pragma once
// The part of the network that listens to the player alone: which pitch classes will come, which chord, and whether it is time
// for another. It hears pitches as steps over the player's last one, so it is the same in every key, and knows of the
// accompanist's own part no more than the chord at hand: it cannot be led astray by what the accompanist has played.
//
//   z = silu(W0 heard + what is known besides); z = z + silu(W1 z + b1); then a layer for each answer

#include <array>
#include <memory>

#include "engine/jam/aligned_numbers.h"
#include "engine/jam/ear_memory.h"
#include "engine/jam/network.h"

namespace seaglass::jam {

struct EarQuestion {
  const EarMemory& memory;
  int last = -1;        // the player's last pitch; -1: none yet, and the ear says nothing
  bool sounds = false;  // the player holds something as the frame begins
  int place = 24;       // as Step's
  int age = 0;
  int chord = kNoChord;
};

// Logits to be added to the reader's after a kFrame.
struct EarAnswer {
  std::array<float, 12 * kHorizons> outlook{};
  std::array<float, kChords> chords{};
  float change = 0;  // of kChord coming next
};

class Ear {
 public:
  // [control] Takes its memory.
  explicit Ear(std::shared_ptr<const Network> network);

  // [accompanist] Wait-free, no allocation. Valid until the next call.
  const EarAnswer& listen(const EarQuestion& question);

 private:
  const std::shared_ptr<const Network> network_;
  AlignedNumbers heard_, units_, inner_, out_;
  EarAnswer answer_;
};

}  // namespace seaglass::jam
