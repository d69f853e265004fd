#pragma once
// Which pitch each key of a keyboard plays. Pitches are MIDI keys with a fraction: 69 is 440 Hz, 12 of them an octave,
// however the keys are tuned.

#include <array>

namespace seaglass {

inline constexpr int kKeys = 128;
inline constexpr double kConcertKey = 69, kConcertHz = 440;

// One pitch for each key. [any]
class Tuning {
 public:
  // What a key that plays nothing has for a pitch; so has one that is tuned out of the reach of notes (kMinPitch to
  // kMaxPitch in engine/note_key.h).
  static constexpr float kNoPitch = -1000;

  // Equal temperament: each key's pitch is its number, exactly.
  constexpr Tuning() {
    for (int key = 0; key < kKeys; key++) pitches_[std::size_t(key)] = float(key);
  }

  float pitch(int key) const { return pitches_[std::size_t(key)]; }
  bool plays(int key) const { return pitch(key) != kNoPitch; }
  void set(int key, double pitch);
  void silence(int key) { pitches_[std::size_t(key)] = kNoPitch; }

  // All of it higher by so many semitones: a transposition that keeps every interval.
  Tuning shifted(double semitones) const;

  friend bool operator==(const Tuning&, const Tuning&) = default;

 private:
  std::array<float, kKeys> pitches_{};
};

// [any] How far a concert pitch (A, the key 69, in Hz) lies above 440 Hz, in semitones; for Tuning::shifted().
double semitones_of_concert_pitch(double hz);

// [any] The pitch of a frequency in Hz, more than 0.
double pitch_of_hz(double hz);

}  // namespace seaglass
