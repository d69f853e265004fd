#pragma once
// What carries out the orders of a piece: the sound of all voices, summed up for each part.

#include <array>
#include <cstdint>
#include <span>

#include "engine/voice/orders.h"

namespace seaglass {

// The parts' sounds in a piece, before their volumes.
struct PartSums {
  struct alignas(kCacheLine) Stereo {
    float left[kMaxPiece], right[kMaxPiece];
  };
  std::array<Stereo, kParts> part;
  std::uint32_t sounding = 0;  // a bit for each part that has any; the others hold anything
  static_assert(kParts <= 32);
};

// Of voices.
struct SynthCapacity {
  int sounding = kMaxVoices;  // at one time
  int told = kMaxVoices;      // anew, within kTellStretch samples
};

class Synth {
 public:
  virtual ~Synth() = default;

  // [worker] Bounded, waits for nobody. The orders that carry_out() will be called with next, for who has to ask another for what
  // comes of them; carry_out() does it where it has not been done.
  virtual void post(const OrderView&) {}

  // [worker] Bounded by the orders. Fills what sounds, and looks[voice] where a voice was looked at. False: nothing came of
  // them, the piece has no sound and is to be concealed.
  [[nodiscard]] virtual bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) = 0;

  // [worker] Whether the next orders shall tell all of every voice (Voice::resume()).
  virtual bool wants_resume() const { return false; }

  // [worker] What it can do in time, from the next orders on.
  virtual SynthCapacity capacity() const { return {}; }
};

}  // namespace seaglass
