#pragma once
// A patch of kind "jam" in memory: the network of the accompanist, which reads and predicts steps (engine/jam/step.h). Not an
// instrument's: it has no places and nothing to sound with. Tables stand as in the file; patches/FORMAT.md says what they mean.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/patch/patch.h"

namespace seaglass {

// Weights as whole numbers of one scale a row: weight[row x columns + column] x scale[row].
struct ScaledRows {
  int rows = 0, columns = 0;
  std::vector<std::int8_t> weight;
  std::vector<float> scale;
};

// A row for each output.
struct ScaledLayer {
  ScaledRows rows;
  std::vector<float> bias;  // zeros where the file has none
};

struct JamShape {
  int width = 256, layers = 4, heads = 4;
  int inner = 1024;  // units between
  int units = 160;   // of a field's own layer
  int ear = 320;     // of a layer of the ear
  int window = 512;  // steps that attention looks back over, its own included
};

struct JamBlock {
  std::vector<float> norm1, norm2;
  ScaledLayer qkv, out, up, down;
};

// What predicts one field of a step.
struct JamField {
  ScaledLayer read, out;
  std::vector<ScaledRows> told;  // the fields before: kind, value, micro, duration
};

// What listens to the player alone (engine/jam/ear.h).
struct JamEar {
  ScaledRows place, age, chord, sounds;
  ScaledLayer read, inner, outlook, chords, change;
};

struct JamPatch : PatchLedger {
  JamShape shape;

  // Of a step.
  ScaledRows kind, value, over_root, micro, duration, velocity, place;
  ScaledRows meter, style, tempo, roles, chord, age;
  ScaledRows held;  // [width][12]
  std::vector<JamBlock> blocks;
  std::vector<float> norm;

  // Of what comes next.
  ScaledLayer next_kind;
  JamField next_value, next_micro, next_duration, next_velocity;
  ScaledLayer over, interval, chord_step, chord_player;
  ScaledLayer key, outlook;
  JamEar ear;
};

// [control] Throws PatchError, or std::bad_alloc.
std::unique_ptr<const JamPatch> load_jam_patch(std::span<const std::byte> file);

}  // namespace seaglass
