#pragma once
// Moves through the frames of one recording: forward through the attack, then, while a sustained note is held, about its
// steady part. It turns round at random moments and at the ends, so that nothing repeats and nothing jumps: leaping to
// another spot, however softly, makes fast movement out of slow differences (three times the recording's own).

#include <cstdint>

#include "engine/patch/tracks.h"
#include "engine/voice/kernels.h"

namespace seaglass {

class TrackReader {
 public:
  // [worker] wait-free, all of these.
  void start(const TrackPatch& patch, const TrackNote& note, std::uint64_t seed);

  // Moves on by `seconds` of the note's own time; `attack` stretches the first kAttackSeconds.
  void advance(double seconds, double attack);

  // Partial levels (or noise levels) at the present position, for a mix in which they have `weight`.
  LevelRows amplitudes(float weight) const;
  LevelRows noise(float weight) const;

  // Pitch against the note's own, in semitones.
  float contour() const;

  // How far below its last frame the note has decayed, in dB, and whether that is where it is.
  float tail_db() const;
  bool past_end() const { return !sustained_ && time_ >= end_; }
  bool sustaining() const { return sustained_ && time_ >= sustain_begin_; }

 private:
  struct Place {
    int before, after;
    float fraction;
  };
  Place place() const;
  void turn();

  const TrackPatch* patch_ = nullptr;
  const TrackNote* note_ = nullptr;
  bool sustained_ = false;
  double sustain_begin_ = 0, sustain_end_ = 0, end_ = 0;  // seconds
  std::uint64_t seed_ = 0, turns_ = 0;
  double time_ = 0;       // seconds after the onset
  double direction_ = 1;
  double until_ = 0;      // where the next turn is
};

// The part of a note that the attack parameter stretches.
inline constexpr double kAttackSeconds = 0.15;

}  // namespace seaglass
