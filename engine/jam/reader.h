#pragma once
// Reads steps through a Network, one after another, and says what may come next.

#include <cstdint>
#include <memory>
#include <span>

#include "engine/jam/aligned_numbers.h"
#include "engine/jam/network.h"
#include "engine/jam/packed_matrix.h"
#include "engine/jam/step.h"

namespace seaglass::jam {

// How far back a reader can go: to take back what it was about to play it needs a frame or two, to hear anew what the player
// meant a few bars.
inline constexpr int kMostRewind = 256;

// One sequence. One thread at a time; all but the constructor is wait-free, bounded by the network's size, and allocates nothing.
//
// Predictions are logits: odds go by exp(logit). A span holds until the same function is called again. Before the first
// step they have no meaning, but are numbers. Whatever lies beyond its range counts as the nearest that there is. Bits depend
// on the kernels' level and on whether an rt::DenormalScope is held, which whoever reads should.
class Reader {
 public:
  // [control] Takes its memory: 2 x layers x width x (window + kMostRewind) numbers and some, 6.7 MB at the usual size.
  explicit Reader(std::shared_ptr<const Network> network);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Forgets everything.
  void reset();

  // One step through the network.
  void read(const Step& step);

  // How many were read and not forgotten.
  std::int64_t steps() const { return steps_; }

  // Forgets all but the first `steps`. What is read afterwards gives the same bits as if the others had never been. False, and
  // nothing forgotten, where there are not so many or they lie more than kMostRewind behind the furthest that was read.
  [[nodiscard]] bool rewind(std::int64_t steps);

  // What the next step is: a logit for each Kind.
  std::span<const float, kKinds> kinds();

  // Its value, told its kind: value_count(kind) logits.
  std::span<const float> values(Kind kind, const Before& before);

  // Its micro, told kind and value; its duration and its velocity, told those before. `duration`: 0 for a kind that has none.
  std::span<const float, kMicros> micros(Kind kind, int value);
  std::span<const float, kDurations> durations(Kind kind, int value, int micro);
  std::span<const float, kVelocities> velocities(Kind kind, int value, int micro, int duration);

  // The key that the music is in: 12 major ones from C, 12 minor ones. The outlook, [horizon][pitch class]: what the player
  // will play. Both are meant to be asked after a kFrame.
  std::span<const float, kKeys> keys();
  std::span<const float, 12 * kHorizons> outlook();

 private:
  struct Memory;

  void embed(const Step& step);
  void turn(const Step& step);
  void attend(int block);
  void multiply(const PackedMatrix& matrix, const float* in, AlignedNumbers& out) const;
  float* state_after(std::int64_t steps);
  const float* units(const Network::Field& field, std::span<const int> told);
  void add_chords(const PackedMatrix& table, int root, float* logits);

  const std::shared_ptr<const Network> network_;
  const std::unique_ptr<Memory> memory_;
  std::int64_t steps_ = 0;
  std::int64_t furthest_ = 0;  // the most that were ever read since reset: what lies far before has been written over
};

}  // namespace seaglass::jam
