#include "engine/control/tuning.h"

#include "engine/note_key.h"
#include "tests/catch.h"

using namespace seaglass;

TEST_CASE("keys play equal temperament exactly until they are tuned") {
  const Tuning tuning;
  for (int key = 0; key < kKeys; key++) {
    CHECK(tuning.pitch(key) == float(key));
    CHECK(tuning.plays(key));
  }
}

TEST_CASE("concert pitches from 415 to 466 Hz move every key alike") {
  CHECK(semitones_of_concert_pitch(440) == 0);
  CHECK(semitones_of_concert_pitch(466.1637615) == Approx(1).margin(1e-8));
  CHECK(semitones_of_concert_pitch(415.3046976) == Approx(-1).margin(1e-8));
  CHECK(pitch_of_hz(261.6255653) == Approx(60).margin(1e-8));
  const Tuning baroque = Tuning().shifted(semitones_of_concert_pitch(415));
  for (int key = 0; key < kKeys; key++) CHECK(baroque.pitch(key) == Approx(key - 1.0127).margin(1e-4));
  CHECK(Tuning().shifted(0) == Tuning());
}

TEST_CASE("a key tuned out of reach plays nothing, nor does a silent one after a shift") {
  Tuning tuning;
  tuning.set(3, double(kMinPitch) - 0.01);
  tuning.set(4, double(kMinPitch));
  tuning.set(5, double(kMaxPitch) + 0.01);
  tuning.set(6, std::nan(""));
  tuning.silence(7);
  CHECK_FALSE(tuning.plays(3));
  CHECK(tuning.plays(4));
  CHECK_FALSE(tuning.plays(5));
  CHECK_FALSE(tuning.plays(6));
  const Tuning shifted = tuning.shifted(20);
  CHECK_FALSE(shifted.plays(7));
  CHECK(shifted.pitch(4) == kMinPitch + 20);
  CHECK(shifted.plays(120));
  CHECK_FALSE(shifted.plays(121));
}
