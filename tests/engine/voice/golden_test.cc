// A passage whose sound was written down: what it was, it still is. Levels of 50 ms stretches, not samples, so that another
// instruction set's rounding passes and a change of half a hundredth of a decibel does not. When the sound is changed
// on purpose, run with SEAGLASS_WRITE_GOLDEN=1 and put what it prints below, saying why in the commit.

#include <cstdio>
#include <cstdlib>

#include "engine/dsp/decibels.h"
#include "tests/catch.h"
#include "tests/support/play.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kStretch = 2400, kStretches = 16;

// Bowed, plucked and drum on three parts, with bend, pedal, pan and brightness on the way.
Sound passage(const VoiceKernels& kernels) {
  auto model = make_small_model({.seed = 11}, kernels);
  const std::vector<Event> events{
      {.at = 0, .kind = EventKind::kProgram, .source = Source::kMidi, .part = 1, .index = 1},
      {.at = 0, .kind = EventKind::kProgram, .source = Source::kMidi, .part = 2, .index = 5},
      note_on(100, 1, 60), note_on(4801, 2, 67, 0.5f), note_on(7203, 3, 62, 0.9f, 1), note_on(9600, 4, 36, 0.7f, 2),
      {.at = 12001, .kind = EventKind::kBend, .source = Source::kMidi, .value = 0.7f},
      controller(13000, 64, 127, 1), note_off(15000, 3, 1), controller(17007, 10, 20), note_off(19000, 1),
      control(21001, ParameterId::kBrightness, 3), controller(24000, 64, 50, 1), note_off(30000, 2)};
  return play(*model, events, kStretch * kStretches, 64);
}

float level_db(const std::vector<float>& x, int stretch) {
  double sum = 0;
  for (int i = 0; i < kStretch; i++) sum += double(x[std::size_t(stretch * kStretch + i)]) * x[std::size_t(stretch * kStretch + i)];
  return db_of_amplitude(float(std::sqrt(sum / kStretch)));
}

constexpr float kGolden[kStretches][2] = {
    {-17.2530f, -17.2530f},
    {-15.1565f, -15.1565f},
    {-13.8013f, -13.7351f},
    {-10.4894f, -10.2845f},
    {-11.8534f, -11.6859f},
    {-11.7617f, -11.6296f},
    {-13.3259f, -13.1907f},
    {-11.3757f, -17.5757f},
    {-16.6255f, -22.7206f},
    {-19.3117f, -24.1183f},
    {-20.7773f, -26.6944f},
    {-21.4165f, -30.7014f},
    {-22.5667f, -33.3200f},
    {-34.4920f, -43.8742f},
    {-48.5120f, -54.1230f},
    {-58.0731f, -60.7253f},
};

}  // namespace

TEST_CASE("The golden passage sounds as it was written down") {
  for (const VoiceKernels* kernels : kernels::available()) {
    const Sound sound = passage(*kernels);
    for (int i = 0; i < kStretches; i++) {
      const float left = level_db(sound.left, i), right = level_db(sound.right, i);
      if (std::getenv("SEAGLASS_WRITE_GOLDEN") != nullptr) std::printf("    {%.4ff, %.4ff},\n", double(left), double(right));
      INFO(kernels->name << ", stretch " << i);
      CHECK(std::abs(left - kGolden[i][0]) < 0.005f);
      CHECK(std::abs(right - kGolden[i][1]) < 0.005f);
    }
  }
}

TEST_CASE("The golden passage would notice a tenth of a decibel in one note") {
  auto model = make_small_model({.seed = 11});
  const std::vector<Event> events{note_on(100, 1, 60), note_set(100, 1, NoteKey::kGain, 0.1f)};
  const Sound louder = play(*model, events, 2 * kStretch, 64);
  CHECK(std::abs(level_db(louder.left, 1) - kGolden[1][0]) > 0.05f);
}
