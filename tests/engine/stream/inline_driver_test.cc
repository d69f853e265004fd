// Rendering in the callback: the same delay for events and for input, patches that change while notes sound, and an end
// that fades.

#include "engine/stream/inline_driver.h"

#include <random>

#include "tests/catch.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"
#include "tests/support/stage.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr double kRate = 48000;
constexpr int kBuffer = 64;

Nanoseconds time_of(double sample) { return 1'000'000'000 + Nanoseconds(sample * 1e9 / kRate); }

// Gives back what it hears.
class Echo final : public Model {
 public:
  void prepare(const ModelSetup&) override {}
  Applied apply(const Event&) override { return {}; }
  void advance(int, int) override {}
  void finish(InputSpan in, const AudioSpan& out) override {
    for (int i = 0; i < out.count; i++) out.left[i] = out.right[i] = in.empty() ? 0.0f : in[0][i];
  }
  int sounding() const override { return 0; }
};

struct Inline {
  explicit Inline(std::unique_ptr<Model> model, int inputs = 0, int pairs = 1)
      : driver(link, kRate, kBuffer, std::move(model), &journal), port(link.clock), heard(still_sound(0, pairs)) {
    link.input.prepare(inputs);
    driver.intake().add(port);
  }

  // One callback of `count` samples.
  void callback(int count = kBuffer) {
    const auto at = heard.left.size();
    heard.resize(at + std::size_t(count));
    driver.process(heard.span(at, count), time_of(double(at)));
    JournalRecord record;
    while (journal.pop(record)) records.push_back(record);
  }

  StreamLink link;
  rt::SpscRing<JournalRecord> journal{4096};
  InlineDriver driver;
  EventPort port;
  Sound heard;
  std::vector<JournalRecord> records;
};

const StageSetup kSetup{.voices = 12, .seed = 1};
std::unique_ptr<Model> small() { return make_small_model({.voices = kSetup.voices, .seed = kSetup.seed}); }

}  // namespace

TEST_CASE("Inline, input audio reaches the model with the delay of events, in callbacks of any size") {
  Inline stage(std::make_unique<Echo>(), 2);
  std::mt19937 sizes(1);
  std::vector<float> left;
  while (left.size() < 30000) {
    const int count = 16 + int(sizes() % 700);
    std::vector<float> in(std::size_t(count), 0.0f), other(std::size_t(count), 0.5f);
    for (int i = 0; i < count; i++) {
      in[std::size_t(i)] = (left.size() + std::size_t(i)) % 5000 == 4000 ? 0.5f : 0.0f;
    }
    left.insert(left.end(), in.begin(), in.end());
    const float* channels[] = {in.data(), other.data()};
    stage.driver.listen(channels, 2, count);
    stage.callback(count);
  }
  REQUIRE(stage.driver.delay() == 80);
  // An impulse at a is heard at a + D, where the worker would have it too, and nowhere else.
  Renderer alone(kRate, std::make_unique<Echo>());
  Sound wanted{std::vector<float>(left.size()), std::vector<float>(left.size())};
  std::vector<float> delayed(left.size(), 0.0f);
  std::copy(left.begin(), left.end() - 80, delayed.begin() + 80);
  const float* in[] = {delayed.data()};
  alone.render(in, {wanted.left.data(), wanted.right.data(), int(left.size())});
  REQUIRE(peak(stage.heard.left) > 0.3f);
  REQUIRE(first_difference(stage.heard.left, wanted.left) == -1);
}

TEST_CASE("Inline, a patch changes while notes play: bit-equal to its replay, the old models given back, the newest wins") {
  Inline stage(small());
  const auto events = random_events(17, 60000, 80, kRate);
  std::size_t next = 0;
  int freed = 0;
  for (int block = 0; block < 1000; block++) {
    const double at = double(stage.heard.left.size());
    for (; next < events.size() && double(events[next].at) < at; next++)
      REQUIRE(stage.port.send(events[next], time_of(at) - 1000));
    if (block % 300 == 100) {
      REQUIRE(stage.driver.models().stage(small(), 99) == nullptr);
      REQUIRE(stage.driver.models().stage(small(), block) != nullptr);
    }
    stage.callback();
    freed += stage.driver.models().collect();
  }
  REQUIRE(freed == 6);  // each that was taken in, and each that left
  REQUIRE(count_of(stage.records, RecordKind::kPatch) == 3);
  for (const JournalRecord& r : stage.records)
    if (r.kind == RecordKind::kPatch) REQUIRE(r.at == r.value * kBuffer);
  const Sound meant = render_records(stage.records, SampleIndex(stage.heard.left.size()), 256, kSetup);
  REQUIRE(first_difference(stage.heard.left, meant.left) == -1);
  REQUIRE(peak(stage.heard.left) > 0.01f);
  // The comparison can fail: the change one block later is another sound.
  auto moved = stage.records;
  for (JournalRecord& r : moved)
    if (r.kind == RecordKind::kPatch) r.at += kBuffer;
  const Sound other = render_records(moved, SampleIndex(stage.heard.left.size()), 256, kSetup);
  REQUIRE(first_difference(stage.heard.left, other.left) != -1);
}

TEST_CASE("Inline, parts on four outputs play there what their replay plays, in callbacks of any size") {
  Inline stage(small(), 0, kMaxOutputs);
  const auto events = random_events(19, 48000, 120, kRate);
  std::mt19937 random(2);
  std::size_t next = 0;
  while (stage.heard.left.size() < 50000) {
    const double at = double(stage.heard.left.size());
    for (; next < events.size() && double(events[next].at) < at; next++)
      REQUIRE(stage.port.send(events[next], time_of(at) - 1000));
    if (random() % 8 == 0)
      REQUIRE(stage.port.send(control(0, ParameterId::kOutput, float(1 + random() % kMaxOutputs), int(random() % 4)), time_of(at) - 1000));
    stage.callback(16 + int(random() % 700));
  }
  StageSetup setup = kSetup;
  setup.pairs = kMaxOutputs;
  const Sound meant = render_records(stage.records, SampleIndex(stage.heard.left.size()), 256, setup);
  REQUIRE(first_difference(stage.heard, meant) == -1);
  for (int p = 0; p < kMaxOutputs; p++) REQUIRE(peak(stage.heard.pair(p).left) > 0.01f);
}

TEST_CASE("Inline, the end fades to silence within 20 ms, and the replay makes the same fade") {
  Inline stage(small());
  stage.callback();
  for (int i = 0; i < 4; i++) REQUIRE(stage.port.send(note_on(0, i, float(40 + 5 * i), 0.7f), time_of(65)));
  while (stage.heard.left.size() < 24000) stage.callback();
  const std::size_t asked = stage.heard.left.size();
  REQUIRE_FALSE(stage.driver.ended());
  stage.driver.fade_out();
  stage.callback();
  REQUIRE_FALSE(stage.driver.ended());
  while (stage.heard.left.size() < asked + 2400) stage.callback();
  REQUIRE(stage.driver.ended());
  const std::span<const float> x(stage.heard.left);
  REQUIRE(peak(x.subspan(asked - 480, 480)) > 0.01f);
  REQUIRE(peak(x.subspan(asked + 480)) == 0);
  REQUIRE(joint_excess_db(x, std::ptrdiff_t(asked), kRate, 500) < 6);
  const Sound meant = render_records(stage.records, SampleIndex(x.size()), 256, kSetup);
  REQUIRE(first_difference(stage.heard.left, meant.left) == -1);
}
