#pragma once
// Splits and layers: which keys of which channel play which parts. A part has its own place, parameters and outputs, so
// a layer is no more than a rule about notes.

#include <array>
#include <cstdint>
#include <span>

#include "engine/config.h"

namespace seaglass {

struct Layer {
  static constexpr std::uint8_t kAnyChannel = 255;

  std::uint8_t channel = kAnyChannel;        // 0 to 15; of an MPE zone the manager's
  std::uint8_t low_key = 0, high_key = 127;  // both included, like the velocities
  std::uint8_t softest = 1, loudest = 127;   // after the velocity curve
  std::uint8_t part = 0;                     // 0 to 15
  float transpose = 0;                       // semitones, on top of the tuning
  float level_db = 0;

  bool hears(int from) const { return channel == kAnyChannel || channel == from; }
  bool plays(int from, int key, int velocity) const {
    return hears(from) && key >= low_key && key <= high_key && velocity >= softest && velocity <= loudest;
  }

  friend bool operator==(const Layer&, const Layer&) = default;
};

// A set of parts: bit p stands for part p.
using PartSet = std::uint16_t;
static_assert(kParts <= 16);

constexpr PartSet part_set(int part) { return PartSet(1u << part); }

template <class Do>
void for_each_part(PartSet parts, Do act) {
  for (int part = 0; part < kParts; part++)
    if ((parts & part_set(part)) != 0) act(part);
}

// All layers of a setup. Without any, each channel plays the part of its own number. [any], wait-free.
class Layers {
 public:
  static constexpr int kMax = 32;       // a split of each of sixteen channels
  static constexpr int kMaxPerKey = 8;  // one key plays the first so many of those that it fits

  // False when there are kMax already, or when it names a part or channel that there is not.
  [[nodiscard]] bool add(const Layer& layer);

  bool empty() const { return count_ == 0; }
  std::span<const Layer> all() const { return {layers_.data(), count_}; }

  // The parts that a channel's wheels, pedals and controllers reach.
  PartSet parts_of(int channel) const;

  // The part that a channel's program changes reach: of its first layer. A program change for all would make all its
  // parts sound alike. kParts when it has none.
  int first_part_of(int channel) const;

  friend bool operator==(const Layers&, const Layers&) = default;

 private:
  std::array<Layer, kMax> layers_{};
  std::size_t count_ = 0;
};

}  // namespace seaglass
