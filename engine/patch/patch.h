#pragma once
// What patches of every kind have in common, as patches/FORMAT.md describes it. Immutable once loaded.

#include <array>
#include <string>
#include <vector>

#include "engine/patch/settings.h"

namespace seaglass {

struct Place {
  std::string name;
  int program = 0;
  bool pitched = true, sustained = false, one_shot = false;
  int low = 0, high = 127;
  std::array<float, 2> release_db_per_s{200, 400};  // at 100 Hz, at 5 kHz
  std::array<float, 2> map{0.5f, 0.5f};             // where it lies for the performer, x and y
};

struct Provenance {
  std::string file, sha256, title, author, license;
  double seconds = 0;
};

// Frames lie close together in the attack, further apart afterwards.
struct FrameGrid {
  int attack_frames = 32;
  double attack_hop_s = 1.0 / 375.0;
  double sustain_hop_s = 4.0 / 375.0;

  // [any] Frame position (with fraction) at time t seconds after the onset, not bounded by the note's length.
  double frame_at(double t) const {
    const double attack_end = attack_frames * attack_hop_s;
    return t < attack_end ? t / attack_hop_s : attack_frames + (t - attack_end) / sustain_hop_s;
  }
  double time_of_frame(double frame) const {
    return frame < attack_frames ? frame * attack_hop_s
                                 : attack_frames * attack_hop_s + (frame - attack_frames) * sustain_hop_s;
  }
};

// Where a patch comes from: all that instruments and accompanists have in common.
struct PatchLedger {
  int format = 1;
  std::string name, license, attribution;
  std::string document;  // the metadata JSON as it stood in the file
  std::vector<Provenance> provenance;
};

// An instrument's.
struct Patch : PatchLedger {
  virtual ~Patch() = default;

  FrameGrid grid;
  std::vector<Place> places;
  Settings settings;  // how the parts are set when the patch begins
};

}  // namespace seaglass
