// Two models whose sound is made far away, in a crossfade from one to the other: what keeps both late, as one device does,
// costs its time once.

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "engine/stream/renderer.h"
#include "engine/voice/neural_model.h"
#include "tests/catch.h"
#include "tests/support/failing_far.h"
#include "tests/support/play.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kBlock = 64, kVoices = 8;
constexpr double kPatience = 1;

// Waits for its answers by the clock that it is given.
class WaitingFar final : public FailingFar {
 public:
  explicit WaitingFar(double& clock) : clock_(clock) {}
  bool post(const OrderView& orders) override {
    deadline_ = clock_ + kPatience;
    return FailingFar::post(orders);
  }
  bool wait(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    if (!answers) clock_ = std::max(clock_, deadline_);
    return FailingFar::wait(orders, sums, looks);
  }

 private:
  double& clock_;
  double deadline_ = 0;
};

// A model that is asked when it is waited for, not before.
class AskedLate final : public Model {
 public:
  explicit AskedLate(std::unique_ptr<Model> model) : model_(std::move(model)) {}
  void prepare(const ModelSetup& setup) override { model_->prepare(setup); }
  Applied apply(const Event& event) override { return model_->apply(event); }
  void advance(int count, int pairs) override { model_->advance(count, pairs); }
  bool full() const override { return model_->full(); }
  void finish(InputSpan in, const AudioSpan& out) override { model_->finish(in, out); }
  bool sounds() const override { return model_->sounds(); }
  std::optional<Event> wish() const override { return model_->wish(); }
  int sounding() const override { return model_->sounding(); }

 private:
  std::unique_ptr<Model> model_;
};

struct Outcome {
  double worst = 0;  // time that a block took
  int failed = 0;    // blocks without sound
  std::uint64_t lost[2] = {}, returned[2] = {};
};

// Crosses over from one far model to the other, both of which are late for one block in the middle.
Outcome crossfaded(bool asked_late) {
  double clock = 0;
  WaitingFar far[2] = {WaitingFar(clock), WaitingFar(clock)};
  GuardCounters counters[2];
  const auto make = [&](int i) -> std::unique_ptr<Model> {
    std::unique_ptr<Model> model =
        std::make_unique<NeuralModel>(small_neural_patch(), kernels::best(), guarding(far[i], counters[i]));
    model->prepare({.voices = kVoices});
    if (asked_late) model = std::make_unique<AskedLate>(std::move(model));
    return model;
  };
  Renderer renderer(48000, make(0));
  Sound sound = still_sound(kBlock, 1, 0.0f);
  Outcome outcome;
  const auto play = [&](int blocks) {
    for (int block = 0; block < blocks; block++) {
      const double began = clock;
      outcome.failed += !renderer.render({}, sound.span(0, kBlock));
      outcome.worst = std::max(outcome.worst, clock - began);
    }
  };
  REQUIRE(renderer.schedule(note_on(0, 1, 60)));
  play(100);
  renderer.swap(make(1), 96000);
  REQUIRE(renderer.schedule(note_on(renderer.position(), 2, 64)));
  play(100);
  REQUIRE((counters[0].far && counters[1].far));
  for (WaitingFar& f : far) f.answers = false;
  play(1);
  for (WaitingFar& f : far) f.answers = true;
  play(500);
  REQUIRE(renderer.swapping());
  for (const int i : {0, 1}) {
    outcome.lost[i] = counters[i].lost;
    outcome.returned[i] = counters[i].returned;
  }
  return outcome;
}

}  // namespace

TEST_CASE("What keeps both models of a crossfade late is waited for once") {
  const Outcome together = crossfaded(false), one_by_one = crossfaded(true);
  CHECK(together.worst == kPatience);
  CHECK(one_by_one.worst == 2 * kPatience);  // so the clock would show it
  for (const Outcome& o : {together, one_by_one}) {
    CHECK(o.failed == 1);
    for (const int i : {0, 1}) {
      CHECK(o.lost[i] == 1);
      CHECK(o.returned[i] == 2);
    }
  }
}
