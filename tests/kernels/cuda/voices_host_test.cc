// What the GPU's threads compute for voices and mix, run on the host against the CPU's synth.

#include "tests/catch.h"
#include "tests/kernels/cuda/beside_cpu.h"
#include "tests/kernels/cuda/team_synth.h"
#include "tests/support/play.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

// Both ways at once; `order` is that of the team's threads.
SynthsCompared compare(const std::vector<Event>& events, int count, int block, ModelSetup setup = {}, unsigned order = 0) {
  SynthsCompared compared;
  NeuralModel model(small_neural_patch(), kernels::best(),
                    [&](const VoiceContext& context, const NeuralLibrary* library, int voices) {
                      auto team = std::make_unique<TeamSynth>(context, *library, voices, order);
                      const auto high = [t = team.get()] { return t->reaches_half_the_rate(); };
                      return std::make_unique<BesideCpu>(context, *library, voices, std::move(team), high, compared);
                    });
  model.prepare(setup);
  (void)play(model, events, count, block);
  return compared;
}

// Single precision's rounding, other orders of sums, and samples from exact phases instead of a rotation that wanders by
// 1e-6 within a frame.
constexpr double kAlike = -95;  // dB

// The same where partials are bent up to half the rate: there the CPU's rotation is 1 / cos(0.499 pi) = 318 times as
// sensitive to its rounding.
constexpr double kAlikeAtHalfTheRate = -50;

void require_alike(const SynthsCompared& c) {
  CAPTURE(c.error_db(), c.high_error_db(), c.largest_look, c.looks);
  REQUIRE(c.power + c.high_power > 1e-3);
  REQUIRE(c.error_db() < kAlike);
  REQUIRE(c.high_error_db() < kAlikeAtHalfTheRate);
  REQUIRE(c.looks > 0);
  REQUIRE(c.same_over);
  REQUIRE(c.largest_look < 1e-3f);
}

}  // namespace

TEST_CASE("A team of threads plays every place as the CPU does") {
  for (int place = 0; place < 7; place++) {
    CAPTURE(place);
    require_alike(compare({program(0, place), note_on(10, 1, 60), note_on(3000, 2, 40, 0.3f), note_off(20000, 1)}, 48000, 64));
  }
}

TEST_CASE("A team of threads plays all that can be played as the CPU does, at every rate") {
  for (const double rate : {16000.0, 44100.0, 48000.0, 96000.0, 192000.0})
    for (const unsigned seed : {1u, 2u, 5u}) {
      CAPTURE(rate, seed);
      const int count = int(rate);
      require_alike(compare(random_events(seed, count, 200, rate), count, 64, {.rate = rate, .voices = 12, .seed = 3}));
    }
}

TEST_CASE("Neither the order of the team's threads nor the cutting of the stream matters") {
  const auto events = random_events(9, 9600, 60, 48000);
  const auto played = [&](int block, unsigned order) {
    NeuralModel model(small_neural_patch(), kernels::best(),
                      [&](const VoiceContext& context, const NeuralLibrary* library, int voices) {
                        return std::make_unique<TeamSynth>(context, *library, voices, order);
                      });
    model.prepare({.voices = 6});
    return play(model, events, 9600, block);
  };
  const Sound whole = played(256, 0);
  REQUIRE(peak(whole.left) > 1e-3f);
  for (const auto& [block, order] : {std::pair{256, 5u}, {64, 0u}, {64, 6u}, {37, 0u}, {16, 0u}}) {
    CAPTURE(block, order);
    const Sound cut = played(block, order);
    REQUIRE(first_difference(whole.left, cut.left) == -1);
    REQUIRE(first_difference(whole.right, cut.right) == -1);
  }
}

TEST_CASE("A team that was told of no note is silent, and comes to an end") {
  OrderList orders;
  const NeuralLibrary library(small_neural_patch());
  const VoiceContext context = VoiceContext::make(kernels::best(), 48000);
  orders.prepare(2, context.noise.hop, library.network().input_stride);
  RunOrder& run = orders.run(1);
  run.count = 64;
  orders.passed(64);
  TeamSynth team(context, library, 2, 0);
  auto sums = std::make_unique<PartSums>();
  std::vector<VoiceLook> looks(2);
  team.carry_out(orders.view(), *sums, looks);
  for (int i = 0; i < 64; i++) REQUIRE(sums->part[0].left[i] == 0);
}

TEST_CASE("Twelve seconds of held, bent and released notes stay alike") {
  std::vector<Event> events{program(0, 1)};
  for (int i = 0; i < 4; i++) events.push_back(note_on(100 * i, i, float(45 + 5 * i)));
  for (int i = 0; i < 100; i++) events.push_back(bend(4800 * i, std::sin(0.3f * float(i))));
  for (int i = 0; i < 4; i++) events.push_back(note_off(400000 + 1000 * i, i));
  const auto c = compare(events, 576000, 256);
  require_alike(c);
  REQUIRE(c.over > 0);
}

TEST_CASE("Each part's sum holds its own voices, whatever is struck and stolen within a piece") {
  std::vector<Event> events;
  for (int i = 0; i < 300; i++) events.push_back(note_on(40 * i, i, float(30 + i % 60), 0.5f, i % 5));
  require_alike(compare(events, 14400, 256, {.voices = 8}));
}

TEST_CASE("Frames of every rate from 16 to 192 kHz fit a voice on the GPU, and longer ones are refused") {
  const NeuralLibrary library(small_neural_patch());
  for (int rate = 16000; rate <= 192000; rate += 100) {
    const VoiceContext context = VoiceContext::make(kernels::best(), rate);
    CAPTURE(rate, context.noise.hop, context.noise.size);
    REQUIRE(2 * context.noise.hop <= kMaxNoiseSize);
    if (rate % 16000 == 0) REQUIRE_NOTHROW(cuda::TableImage(context, library));
  }
  const VoiceContext beyond = VoiceContext::make(kernels::best(), 768000);
  REQUIRE_THROWS_AS(cuda::TableImage(beyond, library), std::length_error);
}
