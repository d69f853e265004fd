#pragma once
// A neural patch made ready for playing: its network packed, its map, which points and movements answer to a note.

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/patch/neural.h"
#include "engine/voice/packed_network.h"
#include "engine/voice/timbre_map.h"

namespace seaglass {

// Points that sound together; weights add up to one.
using PointMix = Shares<const TimbrePoint*>;

class NeuralLibrary {
 public:
  // [control]
  explicit NeuralLibrary(std::shared_ptr<const NeuralPatch> patch);

  // [worker] Bounded. The points that a note struck at `key` plays at a position.
  PointMix select(const TimbrePosition& position, int home, float key) const;

  // [worker] Bounded. A recorded movement for a point, or null where it has none: near in key and dynamic, and `choice`
  // picks among those about as near.
  const MovementEntry* movement(const TimbrePoint& point, float key, float dynamic, std::uint64_t choice) const;

  // [any]
  const Place& place(const TimbrePoint& point) const { return patch_->places[std::size_t(point.place)]; }
  const Place& place(int number) const { return patch_->places[std::size_t(number)]; }
  std::span<const TimbrePoint> points() const { return patch_->points; }
  std::span<const MovementEntry> movements() const { return patch_->movements; }
  const TimbrePoint& point(int number) const { return patch_->points[std::size_t(number)]; }
  int number_of(const TimbrePoint& point) const { return int(&point - patch_->points.data()); }
  const MovementEntry& movement(int number) const { return patch_->movements[std::size_t(number)]; }
  int number_of(const MovementEntry& entry) const { return int(&entry - patch_->movements.data()); }
  const FrameGrid& grid() const { return patch_->grid; }
  const Network& network() const { return network_.view(); }

 private:
  struct Range {
    int begin = 0, end = 0;
  };
  const TimbrePoint& nearest(int place, float key) const;

  std::shared_ptr<const NeuralPatch> patch_;
  PackedNetwork network_;
  TimbreMap map_;
  std::vector<Range> points_;                             // of each place
  std::vector<std::vector<const MovementEntry*>> moves_;  // of each point
};

// [any] Adds `weight` times what a point's key adds to its position: linear between keys about one apart, and over one key
// to nothing where there is no neighbour.
void add_shade(const TimbrePoint& point, float key, float weight, std::span<float, kTimbreDims> position);

// [any] A point's curve at `key`, linear between its keys and held beyond them.
CurvePoint curve_at(const TimbrePoint& point, float key);

}  // namespace seaglass
