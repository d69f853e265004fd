#pragma once
// What a network that predicts the mean leaves out: recorded movement of each point of a mix, the difference of one take
// from the mean, and the beating of paired strings. Here is what is followed and where it stands; the sound adds it up
// (engine/voice/neural_levels.h).

#include <array>
#include <cstdint>
#include <span>

#include "engine/voice/neural_library.h"
#include "engine/voice/order_list.h"
#include "engine/voice/turning_time.h"

namespace seaglass {

// [worker] bounded, all functions.
class Movement {
 public:
  void start(const NeuralLibrary& library, float key, float dynamic, std::uint64_t seed);

  // The mix that moves from now on; points that stay go on as they were.
  void set_mix(const PointMix& mix);

  // Moves on by `seconds`, to `time` seconds after the onset (`own_time` with the attack stretched), and orders the
  // movement there. `drift` 0 is stillness.
  void order(double seconds, double time, double own_time, float drift, NeuralOrder& order, OrderList& orders);

  // Adds where in the timbre space the takes that are followed lie, seen from their key.
  void add_shade(float drift, std::span<float, kTimbreDims> position) const;

  // What is ordered next stands for itself.
  void resume() {
    beats_.resumes = !(beats_changed_ && beats_.begins);
    beats_changed_ = beats_.begins = depth_ > 0;
  }

  // Some of the mix follows the onset's own course.
  bool aligned() const;

 private:
  struct Reader {
    const TimbrePoint* point = nullptr;  // null: free
    const MovementEntry* entry = nullptr;
    float weight = 0;
    TurningTime turning;
  };
  Reader& reader_of(const TimbrePoint& point);
  void begin(Reader& reader, const TimbrePoint& point);
  void follow(const Reader& reader, double time, double own_time, Mover& mover) const;
  void set_beating(const PointMix& mix);
  void order_beating(double seconds, float drift, NeuralOrder& order, OrderList& orders);

  const NeuralLibrary* library_ = nullptr;
  float key_ = 60, dynamic_ = 0.6f;
  std::uint64_t seed_ = 0;
  std::array<Reader, kMaxShares> readers_;
  float norm_ = 1;  // what mixing takes from movements that know nothing of one another
  float depth_ = 0;
  BeatTable beats_;
  bool beats_changed_ = false;  // since they were ordered
};

}  // namespace seaglass
