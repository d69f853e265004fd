// Voices that another synth takes over in the middle of their notes, as when a GPU is lost or is well again.

#include <cmath>
#include <memory>

#include "engine/dsp/decibels.h"
#include "engine/voice/cpu_synth.h"
#include "tests/catch.h"
#include "tests/support/play.h"
#include "tests/support/signal.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kFade = 480;  // samples

// Two synths, of which the second hears nothing until it takes over; then the sound crosses from the one to the other.
class TwoSynths final : public Synth {
 public:
  TwoSynths(const VoiceContext& context, const NeuralLibrary* library, int voices)
      : first_(context, library, voices), second_(context, library, voices) {}

  void take_over() { taken_ = true; }

  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    const bool done = first_.carry_out(orders, sums, looks);
    if (!taken_) return done;
    (void)second_.carry_out(orders, other_, looks);
    sums.sounding |= other_.sounding;
    for (int i = 0; i < orders.count; i++, at_++) {
      const float x = std::min(1.0f, float(at_) / kFade) * 1.5707963f;
      for (std::size_t p = 0; p < kParts; p++) {
        const bool sounds = (other_.sounding >> p & 1) != 0;
        sums.part[p].left[i] = std::cos(x) * sums.part[p].left[i] + (sounds ? std::sin(x) * other_.part[p].left[i] : 0);
        sums.part[p].right[i] = std::cos(x) * sums.part[p].right[i] + (sounds ? std::sin(x) * other_.part[p].right[i] : 0);
      }
    }
    return done;
  }

 private:
  CpuSynth first_, second_;
  PartSums other_;
  bool taken_ = false;
  int at_ = 0;
};

Sound played(const std::vector<Event>& events, int count, int take_over_at, bool resume = true) {
  TwoSynths* synths = nullptr;
  NeuralModel model(small_neural_patch(), kernels::best(),
                    [&](const VoiceContext& context, const NeuralLibrary* library, int voices) {
                      auto made = std::make_unique<TwoSynths>(context, library, voices);
                      synths = made.get();
                      return made;
                    });
  model.prepare({.voices = 16});
  return play(model, events, count, 64, [&](int at) {
    if (at != take_over_at) return;
    synths->take_over();
    if (resume) (void)model.apply({.kind = EventKind::kHandOver, .index = 1, .value = 16, .value2 = 16});
  });
}

double level_db(std::span<const float> x) { return db_of_amplitude(float(rms(x))); }

}  // namespace

TEST_CASE("A synth that takes over goes on with every note at its level, without a joint") {
  for (const int place : {0, 1, 2, 3, 6}) {
    std::vector<Event> events = plain_sound() + std::vector{program(0, place)};
    for (int i = 0; i < 5; i++) events.push_back(note_on(200 * i, i, float(45 + 4 * i), 0.8f));
    events.push_back(note_off(24000, 2));
    events.push_back(bend(20000, 0.4f));
    for (const int at : {6400, 25600, 38400}) {
      const Sound alone = played(events, 62400, -1), taken = played(events, 62400, at);
      CAPTURE(place, at);
      REQUIRE(first_difference(std::span(alone.left).first(std::size_t(at)), std::span(taken.left).first(std::size_t(at))) == -1);
      REQUIRE(joint_excess_db(taken.left, at, 48000, 600) < 6);
      // Phases differ, so levels do for as long as partials beat: over 0.2 s they are the same.
      for (const int from : {at + kFade, at + kFade + 9600}) {
        const auto stretch = [&](const Sound& s) { return std::span(s.left).subspan(std::size_t(from), 9600); };
        CAPTURE(from);
        REQUIRE(level_db(stretch(taken)) == Approx(level_db(stretch(alone))).margin(1.5));
      }
    }
  }
}

TEST_CASE("A synth that is told to resume what it has goes on as it was") {
  // Place 2 beats: phases that began anew would be heard. Its levels go in straight lines from frame to frame, and the frames
  // lie elsewhere after the joint; those of place 0 stand still.
  for (const auto& [place, most_error_db] : {std::pair{0, -90.0}, {2, -30.0}}) {
    std::vector<Event> events = plain_sound() + std::vector{program(0, place), control(0, ParameterId::kDrift, place == 2 ? 1 : 0)};
    for (int i = 0; i < 4; i++) events.push_back(note_on(100 * i, i, float(50 + 5 * i)));
    const auto heard = [&](bool resume) {
      NeuralModel model(small_neural_patch(), kernels::best());
      model.prepare({});
      return play(model, events, 24000, 64, [&](int at) {
        if (resume && at == 12800) (void)model.apply({.kind = EventKind::kHandOver, .index = 1, .value = 96, .value2 = 96});
      });
    };
    const Sound plain = heard(false), resumed = heard(true);
    REQUIRE(joint_excess_db(resumed.left, 12800, 48000, 600) < 6);
    double error = 0, power = 0;
    for (std::size_t i = 12800; i < plain.left.size(); i++) {
      error += std::pow(double(plain.left[i]) - resumed.left[i], 2);
      power += std::pow(double(plain.left[i]), 2);
    }
    CAPTURE(place);
    REQUIRE(10 * std::log10(error / power) < most_error_db);
  }
}

TEST_CASE("A synth that takes over without being told of the notes is silent until they end") {
  const std::vector<Event> events = plain_sound() + std::vector{note_on(0, 1, 60)};
  const Sound lost = played(events, 24000, 12800, false);
  REQUIRE(peak(std::span(lost.left).subspan(12800 + kFade + 64)) < 1e-6f);
}

TEST_CASE("What was let go before goes on ending, and ends when it would have") {
  const std::vector<Event> events = plain_sound() + std::vector{note_on(0, 1, 60), note_off(9600, 1)};
  const Sound alone = played(events, 96000, -1), taken = played(events, 96000, 12800);
  const auto end = [](const Sound& s) {
    std::size_t last = 0;
    for (std::size_t i = 0; i < s.left.size(); i++)
      if (std::fabs(s.left[i]) > 1e-5f) last = i;
    return double(last);
  };
  REQUIRE(end(alone) > 12800 + 2000);
  REQUIRE(end(taken) == Approx(end(alone)).margin(1200));
}
