#pragma once
// A patch of measured tracks (kind "tracks") in memory.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/config.h"
#include "engine/patch/patch.h"

namespace seaglass {

struct TrackNote {
  int place = 0;
  int frames = 0;
  int partials = 0;
  int sustain_begin = 0, sustain_end = 0;  // frames; equal when the note is not sustained
  float key = 60, hz = 261.6f;
  float dynamic = 0.6f;    // 0..1
  float gain_db = 0;
  float tail_db_per_s = 0; // decay after the last frame
  float transient_gain_db = 0;

  // Slices of the patch's tables.
  std::span<const float> ratio, phase;        // [partials]
  std::span<const std::uint8_t> amplitude;    // [frames x partials]
  std::span<const std::uint8_t> noise;        // [frames x kNoiseBands]
  std::span<const std::int16_t> cents;        // [frames], 0.1 cent
  std::span<const std::int16_t> transient;    // samples at 48 kHz
};

struct TrackPatch : Patch {
  std::vector<TrackNote> notes;

  // The tables behind the slices; the notes point into them.
  std::vector<float> ratio_table, phase_table;
  std::vector<std::uint8_t> amplitude_table, noise_table;
  std::vector<std::int16_t> cents_table, transient_table;
};

}  // namespace seaglass
