#pragma once
// Moves through the frames of one recording: forward through the attack, then, while a sustained note is held, about its
// steady part.

#include <cstdint>

#include "engine/patch/tracks.h"
#include "engine/voice/kernels.h"
#include "engine/voice/turning_time.h"

namespace seaglass {

class TrackReader {
 public:
  // [worker] wait-free, all of these.
  void start(const FrameGrid& grid, const TrackNote& note, std::uint64_t seed);

  // Moves on by `seconds` of the note's own time; `attack` stretches the first kAttackSeconds.
  void advance(double seconds, double attack);

  // Partial levels (or noise levels) at the present position, for a mix in which they have `weight`.
  LevelRows amplitudes(float weight) const;
  LevelRows noise(float weight) const;

  // Pitch against the note's own, in semitones.
  float contour() const;

  // How far below its last frame the note has decayed, in dB, and whether that is where it is.
  float tail_db() const;
  bool past_end() const { return !sustained_ && time() >= end_; }
  bool sustaining() const { return sustained_ && time() >= sustain_begin_; }

 private:
  struct Place {
    int before, after;
    float fraction;
  };
  double time() const { return sustained_ ? turning_.now() : time_; }
  Place place() const;

  const FrameGrid* grid_ = nullptr;
  const TrackNote* note_ = nullptr;
  bool sustained_ = false;
  double sustain_begin_ = 0, end_ = 0;  // seconds after the onset
  double time_ = 0;
  TurningTime turning_;
};

}  // namespace seaglass
