// How firmly a note that is let go is stopped: fully while it sounds as it was struck, hardly once it has rung down.

#include <algorithm>
#include <vector>

#include "kernels/kernels.h"
#include "tests/catch.h"
#include "tests/support/solo_voice.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr float kReleaseRate = 100;  // dB per second

// One partial, as loud as it is told.
class OnePartial final : public Timbre {
 public:
  void start(const NoteStart&, const NotePart&, Spectrum& spectrum) override {
    spectrum.sustained = sustained;
    spectrum.one_shot = false;
    spectrum.partials = 1;
    spectrum.ratio[0] = 1;
    spectrum.phase[0] = spectrum.octave[0] = 0;
    spectrum.release_rate[0] = kReleaseRate;
    std::fill_n(spectrum.noise_release_rate, kNoiseBands, kReleaseRate);
  }
  void advance(const Moment&, const NotePart&) override {}
  bool order(const NotePart&, Spectrum&, FrameOrder& frame, OrderList& orders) override {
    LevelFrame& out = orders.given(frame);
    out.partial_db[0] = db;
    std::fill_n(out.noise_db, kNoiseBands, -300.0f);
    out.semitones = 0;
    return false;
  }
  bool past_end() const override { return false; }

  bool sustained = false;
  float db = -10;
};

struct Note {
  explicit Note(bool sustained) {
    timbre.sustained = sustained;
    solo.prepare(context, timbre);
    voice.start({}, part);
  }
  void sound(double seconds) {
    std::vector<float> out(std::size_t(seconds * context.rate));
    solo.play(part, out);
    REQUIRE(voice.active());
  }
  // The share of the full release in the 0.2 s after it is damped now.
  float grip(float damping = 1) {
    voice.damp(damping);
    sound(0.1);
    const float before = voice.level_db();
    sound(0.2);
    return (before - voice.level_db()) / (0.2f * kReleaseRate * damping);
  }

  VoiceContext context = VoiceContext::make(kernels::best(), 48000);
  OnePartial timbre;
  Part part;
  SoloVoice solo;
  Voice& voice = solo.voice;
};

// Struck, rung down by so many dB, let go.
float grip_after(float fallen_db, bool sustained = false) {
  Note note(sustained);
  note.sound(0.1);
  note.timbre.db -= fallen_db;
  note.sound(0.1);
  return note.grip();
}

constexpr float kAbout = 0.03f;  // 0.2 s are not a whole number of frames

}  // namespace

TEST_CASE("A decaying note let go at once is damped at the full rate, however loud it is") {
  for (const double held : {0.0, 0.004, 0.03, 0.07, 0.5})
    for (const float db : {-40.0f, -10.0f, 10.0f}) {
      Note note(false);
      note.timbre.db = db;
      note.sound(held);
      CAPTURE(held, db);
      CHECK(note.grip() == Approx(1).margin(kAbout));
    }
}

TEST_CASE("The further a decaying note has rung down, the less a hand stops it") {
  CHECK(grip_after(7) == Approx(1).margin(kAbout));
  CHECK(grip_after(14) == Approx(0.51).margin(kAbout));
  CHECK(grip_after(20) == Approx(0.02).margin(kAbout));
  CHECK(grip_after(60) == Approx(0.02).margin(kAbout));
}

TEST_CASE("A sustained note is damped at the full rate, however it has faded") {
  for (const float fallen : {0.0f, 20.0f, 60.0f}) CHECK(grip_after(fallen, true) == Approx(1).margin(kAbout));
}

TEST_CASE("Pressure that is taken back is no decay") {
  Note note(false);
  note.voice.set_pressure(1);
  note.part.set(ParameterId::kPressureDepth, 24);
  note.sound(0.1);
  note.voice.set_pressure(0);
  note.sound(0.1);
  CHECK(note.grip() == Approx(1).margin(kAbout));
}

TEST_CASE("Grip is set where a note is let go: a half pedal has its share of it, what fades by itself later does not count") {
  Note half(false);
  half.sound(0.1);
  half.timbre.db -= 20;
  half.sound(0.1);
  CHECK(half.grip(0.5f) == Approx(0.02).margin(kAbout));

  Note later(false);
  later.sound(0.1);
  later.voice.damp(0.5f);
  later.timbre.db -= 20;
  later.sound(0.1);
  CHECK(later.grip() == Approx(1).margin(kAbout));
}

TEST_CASE("What rings on after a late release is damped fully in the end") {
  Note note(false);
  note.sound(0.1);
  note.timbre.db -= 30;
  note.sound(0.1);
  const float before = note.voice.level_db();
  note.voice.damp(1);
  note.sound(2.4);
  const float rung = note.voice.level_db();
  CHECK(rung > before - 8);
  note.sound(0.6);
  CHECK(note.voice.level_db() < rung - 35);
}
