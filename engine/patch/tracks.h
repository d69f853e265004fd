#pragma once
// A patch of measured tracks in memory, as patches/FORMAT.md describes it. Immutable once loaded.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/config.h"

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

struct Place {
  std::string name;
  int program = 0;
  bool pitched = true, sustained = false, one_shot = false;
  int low = 0, high = 127;
  std::array<float, 2> release_db_per_s{200, 400};  // at 100 Hz, at 5 kHz
};

struct Provenance {
  std::string file, sha256, title, author, license;
  double seconds = 0;
};

struct TrackPatch {
  std::string name, license, attribution;
  std::string document;  // the metadata JSON as it stood in the file
  int attack_frames = 32;
  double attack_hop_s = kFrameSeconds;
  double sustain_hop_s = 4 * kFrameSeconds;
  std::vector<Place> places;
  std::vector<TrackNote> notes;
  std::vector<Provenance> provenance;

  // Frame position (with fraction) at time t seconds after the onset, not bounded by the note's length.
  double frame_at(double t) const {
    const double attack_end = attack_frames * attack_hop_s;
    return t < attack_end ? t / attack_hop_s : attack_frames + (t - attack_end) / sustain_hop_s;
  }
  double time_of_frame(double frame) const {
    return frame < attack_frames ? frame * attack_hop_s
                                 : attack_frames * attack_hop_s + (frame - attack_frames) * sustain_hop_s;
  }

  // The tables behind the slices; the notes point into them.
  std::vector<float> ratio_table, phase_table;
  std::vector<std::uint8_t> amplitude_table, noise_table;
  std::vector<std::int16_t> cents_table, transient_table;
};

}  // namespace seaglass
