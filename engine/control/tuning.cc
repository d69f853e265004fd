#include "engine/control/tuning.h"

#include <cmath>

#include "engine/note_key.h"

namespace seaglass {

void Tuning::set(int key, double pitch) {
  pitches_[std::size_t(key)] = pitch >= kMinPitch && pitch <= kMaxPitch ? float(pitch) : kNoPitch;
}

Tuning Tuning::shifted(double semitones) const {
  Tuning moved;
  for (int key = 0; key < kKeys; key++) {
    if (plays(key))
      moved.set(key, double(pitch(key)) + semitones);
    else
      moved.silence(key);
  }
  return moved;
}

double semitones_of_concert_pitch(double hz) { return 12 * std::log2(hz / kConcertHz); }

double pitch_of_hz(double hz) { return kConcertKey + semitones_of_concert_pitch(hz); }

}  // namespace seaglass
