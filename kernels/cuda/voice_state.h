#pragma once
// One voice between two pieces, as a team of threads keeps it: the counterpart of VoiceSound (engine/voice/voice_sound.h).

#include <cstddef>
#include <cstdint>

#include "engine/voice/orders.h"
#include "engine/voice/partial_bank.h"
#include "engine/voice/noise_plan.h"

namespace seaglass::cuda {

// A frame's noise, two hops of it, fits at every rate that the instrument plays at (TableImage looks at the very rate).
inline constexpr double kHighestRate = 192000;  // Hz
static_assert(2 * std::size_t(kHighestRate * kFrameSeconds + 0.5) <= std::size_t(kMaxNoiseSize));

// One partial. A thread that makes a sample reads all of it at once.
struct alignas(16) Partial {
  float amplitude;          // at the frame's first sample
  float step;               // added each sample
  std::uint32_t phase;      // at the last tuning, full circle 2^32
  std::uint32_t increment;  // per sample
};

// Levels that move in straight lines, as LevelRamp.
struct LevelLines {
  float now[kMovementValues], step[kMovementValues];
};

// What one number says for the whole voice; names as in VoiceSound.
struct VoiceScalars {
  std::uint64_t note;
  std::int32_t partials;
  float base_key, key, offset;
  double released_s, let_go_s;
  float damping, grip, loudest_db, fallen_db;
  float contour, contour_from, contour_to;
  Ramp level{1}, pan{0};
  float pan_left, pan_right;  // gains once the pan has arrived
  float level_db;
  std::int32_t into_frame, to_tune, tune_step, since_tune, fade_at;
  std::int32_t noise_side;    // which of two halves of the noise is being read
  float cycles;               // of the tuning under way
  std::int32_t tune_elapsed;
  bool pitched, sustained, ending;
  bool told;                  // of the note
  bool sounds;                // so that memory of zeros is a voice that does not
};

struct VoiceState {
  VoiceScalars scalars;
  Partial partial[kMaxPartials];
  float noise[kMaxNoiseSize];
  LevelLines levels, movement;
  PartialTable table;
  float beat_hz[kMaxPartials];
  std::uint32_t beat_phase[kMaxPartials];
};

// What a team shares while it plays a voice.
struct VoiceScratch {
  VoiceScalars s;
  Partial partial[kMaxPartials];
  LevelFrame levels;
  float noise[2][kMaxNoiseSize];
  float re[2][kMaxNoiseSize / 2], im[2][kMaxNoiseSize / 2];
  float amount[kMostMovers][kMovementRank];
  float half_sum[2][kMaxPiece];
};

// Shared memory that every device since 7.5 gives a block without being asked.
static_assert(sizeof(VoiceScratch) <= 48 << 10);

}  // namespace seaglass::cuda
