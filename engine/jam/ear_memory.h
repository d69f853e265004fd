#pragma once
// What the ear remembers of the player: how much of each pitch class sounded, the past forgotten at several rates.

#include <array>

#include "engine/jam/chord.h"
#include "engine/jam/vocabulary.h"

namespace seaglass::jam {

// Trivially copyable. All functions [accompanist].
class EarMemory {
 public:
  // A frame is over in which these sounded.
  void pass(PitchClasses sounded) {
    for (std::size_t d = 0; d < kDecays; d++)
      for (std::size_t p = 0; p < 12; p++)
        amount_[d][p] = amount_[d][p] * kDecay[d] + (contains(sounded, int(p)) ? 1.0f : 0.0f);
  }

  // Shares of one at each rate, or zeros, pitch classes counted from `root` up: what the network hears.
  void shares_over(int root, float* out) const {
    for (const auto& row : amount_) {
      // Added up from the root as well: the same bits in every key.
      float sum = 0;
      for (int p = 0; p < 12; p++) sum += row[std::size_t((p + root) % 12)];
      for (int p = 0; p < 12; p++) *out++ = row[std::size_t((p + root) % 12)] / (sum > kLeast ? sum : kLeast);
    }
  }

 private:
  // A frame, as the trainer's events.py.
  static constexpr std::array<float, kDecays> kDecay{0.3f, 0.6f, 0.8f, 0.9f, 0.95f, 0.98f, 0.99f, 0.997f};
  static constexpr float kLeast = 1e-6f;

  std::array<std::array<float, 12>, kDecays> amount_{};
};

}  // namespace seaglass::jam
