// What changes while notes sound: the lead, the host's buffer, the patch, the load, and the end.

#include <algorithm>

#include "tests/catch.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"
#include "tests/support/stage.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

void perform(Stage& stage, std::uint64_t seed, SampleIndex samples, double per_second) {
  for (int i = 0; i < 3; i++) stage.send_at(100 + 50 * i, note_on(0, 1000 + i, float(40 + 5 * i), 0.7f, 9));
  for (const Event& e : random_events(seed, samples, per_second, 48000)) stage.send_at(double(e.at) + 0.25, e);
}

void require_as_journalled(const Stage& stage, const StageSetup& setup) {
  const Sound meant = render_records(stage.records, stage.position(), 256, setup);
  REQUIRE(first_difference(stage.heard, meant) == -1);
  REQUIRE(stage.link.missed_blocks == 0);
  REQUIRE(stage.link.late_blocks == 0);
  REQUIRE(stage.worst_allocations == 0);
}

std::vector<std::int64_t> delays(const Stage& stage) {
  std::vector<std::int64_t> all;
  for (const JournalRecord& r : stage.records)
    if (r.kind == RecordKind::kDelay) all.push_back(r.value);
  return all;
}

}  // namespace

TEST_CASE("Fast to safe and back while notes play: no sample is lost, every delay is announced") {
  const StageSetup setup{};
  Stage stage(setup);
  perform(stage, 21, 90000, 60);
  for (int i = 0; i < 6; i++)
    stage.at(10000 + 12345 * i, [i](Stage& s) { s.worker.set_lead(i % 2 == 0 ? Lead::kSafe : Lead::kFast); });
  stage.run(96000);
  require_as_journalled(stage, setup);
  REQUIRE(delays(stage) == std::vector<std::int64_t>{128, 1088, 128, 1088, 128, 1088, 128});
  REQUIRE(stage.worker.intake().counters().late == 0);
  REQUIRE(stage.worker.intake().counters().lost == 0);
}

TEST_CASE("Each event after an announced change has the new delay, once the ring has drained") {
  const StageSetup setup{};
  Stage stage(setup);
  for (int i = 0; i < 900; i++) stage.send_at(2000 + i * 40 + 0.5, note_on(0, i, 60, 0.2f));
  stage.at(12000, [](Stage& s) { s.worker.set_lead(Lead::kSafe); });
  stage.at(24000, [](Stage& s) { s.worker.set_lead(Lead::kFast); });
  stage.run(42000);
  int moved = 0;
  for (const JournalRecord& r : stage.records) {
    if (r.kind != RecordKind::kEvent) continue;
    const SampleIndex arrived = stage.stamps[std::size_t(r.event.id)];
    const SampleIndex delay = r.at - arrived;
    if (arrived < 11900) REQUIRE(delay == 128);
    if (arrived > 12100 && arrived < 23900) REQUIRE(delay == 1088);
    if (arrived > 25200) REQUIRE(delay == 128);
    moved += delay != 128 && delay != 1088;
  }
  REQUIRE(moved > 0);
  REQUIRE(moved < 40);
}

TEST_CASE("A host whose buffer grows gets a longer delay, announced, and misses one block at most each time") {
  const StageSetup setup{.buffer = 64, .frames = [](int n) { return n < 200 ? 64 : n < 260 ? 127 : n < 280 ? 1024 : 33; }};
  Stage stage(setup);
  perform(stage, 8, 50000, 60);
  stage.run(60000);
  REQUIRE(stage.link.largest_buffer == 1024);
  const auto announced = delays(stage);
  REQUIRE(announced.size() == 3);
  REQUIRE(announced[2] == DelayBudget::make(1024, 48000, 0, Lead::kFast).delay());
  REQUIRE(stage.link.missed_blocks == stage.expected.missed_blocks);
  REQUIRE(stage.link.missed_blocks <= 2);
  const Sound heard = conceal_records(render_records(stage.records, stage.position(), 256, setup), stage.records, 48000);
  REQUIRE(first_difference(stage.heard.left, heard.left) == -1);
}

TEST_CASE("A patch is changed while notes play: bit-equal to its replay, no step, the old model given back") {
  const StageSetup setup{};
  Stage stage(setup);
  int freed = 0;
  perform(stage, 31, 90000, 60);
  for (int i = 1; i <= 5; i++)
    stage.at(15000 * i, [i, &setup](Stage& s) {
      // The newest wins: the one before it comes back unheard.
      auto first = make_small_model();
      const Model* const unheard = first.get();
      REQUIRE(s.worker.models().stage(std::move(first), 99) == nullptr);
      auto second = make_small_model({.voices = setup.voices, .seed = setup.seed});
      REQUIRE(s.worker.models().stage(std::move(second), i)->model.get() == unheard);
    });
  for (int i = 1; i < 95; i++)
    stage.at(1000 * i, [&freed](Stage& s) { freed += s.worker.models().collect(); });
  stage.run(96000);
  require_as_journalled(stage, setup);
  std::vector<std::int64_t> begun;
  for (const JournalRecord& r : stage.records)
    if (r.kind == RecordKind::kPatch) begun.push_back(r.value);
  REQUIRE(begun == std::vector<std::int64_t>{1, 2, 3, 4, 5});
  REQUIRE(freed == 10);  // each that was taken in, and each that left
}

TEST_CASE("A slow change of patch makes way for the next one, without a click and as its replay does") {
  const StageSetup setup{};
  Stage stage(setup);
  for (const Event& e : plain_sound() + std::vector{note_on(0, 1, 48), note_on(0, 2, 55)}) stage.send_at(100, e);
  const auto change = [&setup](Stage& s, std::int64_t number, SampleIndex crossfade) {
    (void)s.worker.models().stage(std::make_unique<ModelChange::Staged>(
        ModelChange::Staged{.model = model_of(setup), .patch = number, .crossfade = crossfade, .opening = {}}));
  };
  stage.at(12000, [&](Stage& s) { change(s, 1, 60 * 48000); });
  stage.at(36000, [&](Stage& s) { change(s, 2, 0); });  // hardly anything of patch 1 is heard yet
  for (int i = 1; i < 95; i++) stage.at(1000 * i, [](Stage& s) { (void)s.worker.models().collect(); });
  stage.run(96000);
  require_as_journalled(stage, setup);
  std::vector<std::pair<std::int64_t, SampleIndex>> begun;
  SampleIndex hastened = 0;
  for (const JournalRecord& r : stage.records) {
    if (r.kind == RecordKind::kPatch) begun.emplace_back(r.value, r.at);
    if (r.kind == RecordKind::kHasten) hastened = r.at;
  }
  REQUIRE(begun.size() == 2);
  REQUIRE(begun[1].first == 2);
  REQUIRE(hastened >= 36000);
  REQUIRE(begun[1].second < 36000 + 4800);
  REQUIRE(joint_excess_db(stage.heard.left, std::size_t(hastened), 48000, 300) < 6);
  REQUIRE(joint_excess_db(stage.heard.left, std::size_t(begun[1].second), 48000, 300) < 6);
  REQUIRE(rms(std::span(stage.heard.left).subspan(30000, 4000)) > 0.003);  // the notes are held while it is slow
  REQUIRE(peak(std::span(stage.heard.left).last(20000)) < 1e-3f);          // and neither new patch knows of them
}

TEST_CASE("A patch that nobody collects holds up no sound and loses no model") {
  const StageSetup setup{};
  Stage stage(setup);
  perform(stage, 32, 90000, 40);
  for (int i = 1; i <= 11; i++)
    stage.at(8000 * i, [i, &setup](Stage& s) {
      (void)s.worker.models().stage(make_small_model({.voices = setup.voices, .seed = setup.seed}), i);
    });
  stage.run(96000);
  require_as_journalled(stage, setup);
}

TEST_CASE("The end: silent within 20 ms, without a step, and the replay makes the same fade") {
  for (const int buffer : {16, 64, 480}) {
    const StageSetup setup{.buffer = buffer};
    Stage stage(setup);
    for (const Event& e : plain_sound()) stage.send_at(1, e);
    for (int i = 0; i < 5; i++) stage.send_at(100, note_on(0, i, float(40 + 4 * i), 0.7f));
    stage.at(24000, [](Stage& s) { s.audio.fade_out(); });
    stage.run(30000);
    CAPTURE(buffer);
    REQUIRE(stage.audio.ended());
    const auto after = std::span(stage.heard.left).subspan(std::size_t(24000 + buffer + 480));
    REQUIRE(peak(after) == 0);
    REQUIRE(joint_excess_db(stage.heard.left, 24000, 48000, 500) < 6);
    REQUIRE(joint_excess_db(stage.heard.left, 24480, 48000, 500) < 6);
    require_as_journalled(stage, setup);
    auto cut = render_records({stage.records.begin(), stage.records.end() - 1}, 30000, 64, setup).left;
    for (std::size_t i = 24000; i < cut.size(); i++) cut[i] = 0;
    REQUIRE(joint_excess_db(cut, 24000, 48000, 500) > 6);
  }
}

TEST_CASE("A machine that is too slow sheds the least audible voices, says so, and stops when it holds") {
  const StageSetup setup{.voices = 32};
  Stage stage(setup);
  for (int i = 0; i < 32; i++) stage.send_at(100 + i, note_on(0, i, float(30 + 2 * i), 0.2f + 0.02f * float(i)));
  // Two clock calls a step: 64 samples last 1.333 ms.
  stage.at(12000, [](Stage&) { FakeClock::cost = 1'400'000; });
  stage.at(24000, [](Stage&) { FakeClock::cost = 10'000; });
  stage.run(48000);
  std::uint64_t shed = 0;
  SampleIndex first = -1, last = -1;
  for (const JournalRecord& r : stage.records)
    if (r.kind == RecordKind::kEvent && r.event.kind == EventKind::kShed) {
      shed += std::uint64_t(r.event.value);
      if (first < 0) first = r.at;
      last = r.at;
    }
  REQUIRE(shed > 0);
  REQUIRE(shed == stage.worker.counters().shed);
  REQUIRE(first > 12000);
  REQUIRE(last < 24000 + 400);
  REQUIRE(stage.worker.counters().sounding >= 1);
  REQUIRE(stage.worker.counters().sounding < 32);
  const Sound heard = conceal_records(render_records(stage.records, stage.position(), 256, setup), stage.records, 48000);
  REQUIRE(first_difference(stage.heard.left, heard.left) == -1);
}

TEST_CASE("One slow step sheds nothing") {
  const StageSetup setup{.voices = 16};
  Stage stage(setup);
  for (int i = 0; i < 16; i++) stage.send_at(100 + i, note_on(0, i, float(30 + 2 * i)));
  stage.at(12000, [](Stage&) { FakeClock::cost = 5'000'000; });
  stage.at(12064, [](Stage&) { FakeClock::cost = 0; });
  stage.run(24000);
  REQUIRE(stage.worker.counters().shed == 0);
  REQUIRE(stage.worker.counters().sounding == 16);
}

TEST_CASE("A journal that nobody empties loses records, counts them, and the sound goes on") {
  StreamLink link;
  FakeClock::cost = 0;
  rt::SpscRing<JournalRecord> journal(16);
  Worker worker({.clock = FakeClock::now}, link, make_small_model({.voices = 4}), &journal);
  AudioSide audio(link, 48000);
  EventPort port(link.clock);
  worker.intake().add(port);
  std::vector<float> left(64), right(64);
  JournalRecord record;
  std::int64_t events = 0, lost = 0;
  for (int i = 0; i < 200; i++) {
    const Nanoseconds now = 1'000'000'000 + i * 1'333'333;
    audio.process({left.data(), right.data(), 64}, now);
    REQUIRE(port.send(controller(0, 1, float(i % 128)), now + 1000));
    (void)worker.step(now + 500'000);
    if (i < 100 || i > 150)  // a disk that hangs for a while
      while (journal.pop(record)) {
        events += record.kind == RecordKind::kEvent;
        lost += record.kind == RecordKind::kGap ? record.value : 0;
      }
  }
  REQUIRE(lost > 0);
  REQUIRE(std::uint64_t(events + lost) + 4 >= worker.intake().counters().events);
  REQUIRE(std::uint64_t(events + lost) <= worker.intake().counters().events + 1);
}
