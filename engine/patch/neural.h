#pragma once
// A patch of kind "neural" in memory: a network that knows sounds by their positions in a timbre space, and recordings of
// what a network leaves out, movement. Tables stand as in the file; patches/FORMAT.md says what they mean.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/config.h"
#include "engine/patch/patch.h"

namespace seaglass {

inline constexpr int kTimbreDims = 12;
inline constexpr int kNetInputs = 10 + kTimbreDims + 9;  // pitch and velocity, position, time
inline constexpr int kFormants = 48;                     // points of the formant curve
inline constexpr int kNetOutputs = kMaxPartials + kFormants + kNoiseBands + 1;
inline constexpr int kMovementRank = 16;                 // components of a recording's movement
inline constexpr int kMovementValues = kMaxPartials + kNoiseBands + 1;  // dB, dB, cents

// Curves over the keys 12, 18, .. 120.
inline constexpr int kCurveKeys = 19;
inline constexpr float kCurveFirstKey = 12, kCurveStep = 6;

// Keys of an instrument differ from their neighbours: a shade is what one of them adds to the position.
struct KeyShade {
  float key;
  std::array<float, kTimbreDims> position;
};

struct CurvePoint {
  float log_b, gain_db, tail_db_per_s, spare;
};

// A sound that the network knows.
struct TimbrePoint {
  int place = 0;
  int key = -1;                          // of an unpitched place's sound
  std::array<float, kTimbreDims> position{};
  float hz = 0;                          // unpitched: what ratios refer to
  float limit_s = 1;                     // the network has heard no later time
  float movement_gain = 1, take_gain = 1;
  std::array<float, kMaxPartials> cents{};  // from the stiff-string law
  std::array<CurvePoint, kCurveKeys> curve{};
  float beat_depth = 0, beat_hz = 0, beat_growth = 0;
  std::span<const float> basis;             // [kMovementRank x kMovementValues]
  std::span<const KeyShade> shades;         // by key
};

// How one recording moved.
struct MovementEntry {
  int point = 0;
  int rows = 0;
  bool aligned = false;                     // rows count from the onset; else they are what a held note does
  float key = 60, dynamic = 0.6f;
  std::array<float, kMovementRank> scale{};
  std::array<float, kTimbreDims> shade{};   // of this take
  std::span<const std::int8_t> still;       // [kMovementValues]
  std::span<const std::int8_t> track;       // [rows x kMovementRank]
};

// One layer of the network, row-major: weight[output x inputs + input].
struct DenseLayer {
  int inputs = 0, outputs = 0;
  std::vector<float> weight, bias;
};

struct NeuralPatch : Patch {
  std::vector<DenseLayer> net;
  std::vector<TimbrePoint> points;          // by place
  std::vector<MovementEntry> movements;

  // The tables behind the spans.
  std::vector<float> basis_table;
  std::vector<KeyShade> shade_table;
  std::vector<std::int8_t> still_table, track_table;
};

}  // namespace seaglass
