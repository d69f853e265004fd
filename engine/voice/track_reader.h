#pragma once
// Moves through the frames of one recording: forward through the attack, then, while a sustained note is held, about its
// steady part. It turns round or leaps to another spot at random moments, crossfading, so that nothing repeats.

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

  // Rows of partial levels (or noise levels) at the present position, each with its share of `weight`; returns how many
  // (1 or 2: two during a crossfade).
  int amplitude_rows(float weight, LevelRows* rows) const;
  int noise_rows(float weight, LevelRows* rows) const;

  // Pitch against the note's own, in semitones.
  float contour() const;

  // How far below its last frame the note has decayed, in dB, and whether that is where it is.
  float tail_db() const;
  bool past_end() const { return !sustained_ && here_.time >= end_; }
  bool sustaining() const { return sustained_ && here_.time >= sustain_begin_; }

 private:
  struct Head {
    double time = 0;      // seconds after the onset
    double direction = 1;
  };
  struct Place {
    int before, after;
    float fraction;
  };
  Place place(const Head& head) const;
  void wander(double seconds);
  template <class Emit>
  int rows(float weight, LevelRows* out, Emit emit) const;

  const TrackPatch* patch_ = nullptr;
  const TrackNote* note_ = nullptr;
  bool sustained_ = false;
  double sustain_begin_ = 0, sustain_end_ = 0, end_ = 0;  // seconds
  std::uint64_t seed_ = 0, leaps_ = 0;
  Head here_, leaving_;
  double run_ = 0;       // seconds until the next leap
  double crossfade_ = 0; // seconds that leaving_ is still heard
};

// The part of a note that the attack parameter stretches.
inline constexpr double kAttackSeconds = 0.15;

}  // namespace seaglass
