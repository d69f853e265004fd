#include "engine/voice/timbre.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/random.h"

namespace seaglass {

const NoiseOctaves kNoiseOctaves;

NoiseOctaves::NoiseOctaves() {
  const float top = 2595.0f * std::log10(1.0f + 24000.0f / 700.0f);
  for (int b = 0; b < kNoiseBands; b++) {
    const float hz = 700.0f * (std::pow(10.0f, top * float(b) / (kNoiseBands - 1) / 2595.0f) - 1.0f);
    octave[b] = std::log2(std::max(hz, 40.0f) / 1000.0f);
  }
}

float release_rate(const std::array<float, 2>& db_per_s, float octave) {
  constexpr float kFrom = -3.3219281f, kOctaves = 5.6438562f;
  return db_per_s[0] + (db_per_s[1] - db_per_s[0]) * std::clamp((octave - kFrom) / kOctaves, 0.0f, 1.0f);
}

float wander(std::uint64_t key, double time, double rate) {
  const double x = time * rate;
  const auto i = std::uint64_t(x);
  const float f = float(x - double(i)), smooth = f * f * (3 - 2 * f);
  const float a = signed_random(hash64(key, i)), b = signed_random(hash64(key, i + 1));
  return a + smooth * (b - a);
}

}  // namespace seaglass
