// The samples do not depend on how a stretch is cut into blocks.

#include "tests/catch.h"
#include "tests/support/play.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

void require_equal_in_any_blocks(const std::vector<Event>& events, int count, const ModelSetup& setup,
                                 const VoiceKernels& kernels) {
  const Sound whole = play(*make_small_model(setup, kernels), events, count, count);
  REQUIRE(finite(whole.left));
  REQUIRE(peak(whole.left) > 1e-3f);
  for (const int block : {1, 17, 64, 4096}) {
    const Sound cut = play(*make_small_model(setup, kernels), events, count, block);
    CAPTURE(block, setup.rate, kernels.name);
    REQUIRE(first_difference(whole.left, cut.left) == -1);
    REQUIRE(first_difference(whole.right, cut.right) == -1);
  }
}

}  // namespace

TEST_CASE("TrackModel gives the same bits in blocks of 1, 17, 64 and 4096, at every level") {
  for (const VoiceKernels* kernels : kernels::available())
    require_equal_in_any_blocks(random_events(1, 24000, 60, 48000), 24000, {.voices = 8, .seed = 5}, *kernels);
}

TEST_CASE("TrackModel gives the same bits in any blocks at every rate") {
  for (const double rate : {44100.0, 96000.0, 192000.0})
    require_equal_in_any_blocks(random_events(2, int(rate / 4), 80, rate), int(rate / 4),
                                {.rate = rate, .voices = 6, .seed = 9}, kernels::best());
}

TEST_CASE("TrackModel moves a note's pan, gain and pitch alike in any blocks") {
  // Ramps that end in the middle of a block, and pans of many voices at once.
  std::vector<Event> events;
  for (int i = 0; i < 6; i++) events.push_back(note_on(37 + 11 * i, i, float(45 + 5 * i)));
  for (int i = 0; i < 40; i++) {
    const NoteKey keys[] = {NoteKey::kPan, NoteKey::kGain, NoteKey::kPitch, NoteKey::kBrightness};
    const float values[] = {float(i % 3 - 1), float(-i % 7), float(50 + i % 9), float(i % 4)};
    events.push_back(note_set(501 + 173 * i, i % 6, keys[i % 4], values[i % 4]));
  }
  require_equal_in_any_blocks(events, 9000, {.voices = 8}, kernels::best());
}

TEST_CASE("TrackModel gives other bits when an event comes one sample later") {  // the comparison can fail
  const std::vector<Event> here{note_on(101, 1, 60), note_off(3001, 1)}, there{note_on(101, 1, 60), note_off(3002, 1)};
  const Sound a = play(*make_small_model(), here, 6000, 64), b = play(*make_small_model(), there, 6000, 64);
  const auto difference = first_difference(a.left, b.left);
  REQUIRE(difference >= 3001);
  REQUIRE(difference < 3001 + 160);
}

TEST_CASE("TrackModel's seed decides, and nothing else that is random") {
  const std::vector<Event> events{note_on(0, 1, 60), program(0, 5, 1), note_on(0, 2, 36, 0.6f, 1)};
  const Sound a = play(*make_small_model({.seed = 3}), events, 4800, 64);
  const Sound b = play(*make_small_model({.seed = 3}), events, 4800, 64);
  const Sound c = play(*make_small_model({.seed = 4}), events, 4800, 64);
  REQUIRE(first_difference(a.left, b.left) == -1);
  REQUIRE(first_difference(a.left, c.left) != -1);
}
