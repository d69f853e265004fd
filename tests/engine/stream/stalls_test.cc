// What happens when the worker is late: every counter exact, concealed as a replay conceals it, and afterwards the very
// samples that an uninterrupted render gives.

#include <algorithm>
#include <random>

#include "tests/catch.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"
#include "tests/support/stage.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

// A player who is heard all the time: a bowed chord, and random events over it.
void perform(Stage& stage, std::uint64_t seed, SampleIndex samples, double per_second) {
  for (int i = 0; i < 4; i++) stage.send_at(100 + 50 * i, note_on(0, 1000 + i, float(40 + 5 * i), 0.7f, 9));
  for (const Event& e : random_events(seed, samples, per_second, 48000)) stage.send_at(double(e.at) + 0.25, e);
}

// The same with parts that go from output to output all the while.
void perform_everywhere(Stage& stage, std::uint64_t seed, SampleIndex samples, double per_second) {
  std::mt19937_64 random(seed);
  for (double at = 60.3; at < double(samples); at += 50 + double(random() % 900)) {
    const int parts[] = {0, 1, 2, 3, 9};
    stage.send_at(at, control(0, ParameterId::kOutput, float(1 + random() % kMaxOutputs), parts[random() % 5]));
  }
  perform(stage, seed, samples, per_second);
}

void require_exact(Stage& stage, const StageSetup& setup) {
  const SampleIndex samples = stage.position();
  const StreamLink& link = stage.link;
  // The counters against what the stage saw for itself.
  REQUIRE(link.missed_blocks == stage.expected.missed_blocks);
  REQUIRE(link.late_blocks == stage.expected.late_blocks);
  std::int64_t missing = 0;
  for (const JournalRecord& r : stage.records) missing += r.kind == RecordKind::kMiss ? r.value : 0;
  REQUIRE(std::uint64_t(missing) == stage.expected.missing_samples);
  REQUIRE(std::uint64_t(count_of(stage.records, RecordKind::kMiss)) == link.missed_blocks);
  REQUIRE(link.misses_unrecorded == 0);

  // The samples against the pure render of what the journal says.
  const Sound meant = render_records(stage.records, samples, 256, setup);
  std::uint64_t touched = 0;
  const Sound heard = conceal_records(meant, stage.records, setup.rate, &touched);
  REQUIRE(link.concealed_samples == touched);
  REQUIRE(first_difference(stage.heard, heard) == -1);
  std::uint64_t different = 0;
  for (std::size_t i = 0; i < meant.left.size(); i++) {
    bool here = false;
    for (int p = 0; p < meant.pairs(); p++)
      here = here || meant.pair(p).left[i] != stage.heard.pair(p).left[i] || meant.pair(p).right[i] != stage.heard.pair(p).right[i];
    different += here;
  }
  REQUIRE(different <= touched);
  REQUIRE(double(different) >= 0.5 * double(touched));  // silence may stand in for silence
  REQUIRE(stage.worst_allocations == 0);
}

// From `after` on, what was heard is what was meant.
void require_recovered(const Stage& stage, const StageSetup& setup, SampleIndex after) {
  const Sound meant = render_records(stage.records, stage.position(), 64, setup);
  const auto from = std::size_t(after);
  float loudest = 0;
  for (int p = 0; p < meant.pairs(); p++) {
    const Sound &a = stage.heard.pair(p), &b = meant.pair(p);
    REQUIRE(first_difference(std::span(a.left).subspan(from), std::span(b.left).subspan(from)) == -1);
    REQUIRE(first_difference(std::span(a.right).subspan(from), std::span(b.right).subspan(from)) == -1);
    loudest = std::max(loudest, peak(std::span(b.left).subspan(from)));
  }
  REQUIRE(loudest > 1e-4f);
}

}  // namespace

TEST_CASE("An undisturbed stream is the pure render of its journal, bit for bit") {
  for (const int buffer : {16, 64, 333, 1024, 4096}) {
    const StageSetup setup{.buffer = buffer};
    Stage stage(setup);
    perform(stage, std::uint64_t(buffer), 40000, 60);
    stage.run(48000);
    CAPTURE(buffer);
    REQUIRE(stage.link.missed_blocks == 0);
    REQUIRE(peak(stage.heard.left) > 0.01f);
    require_exact(stage, setup);
  }
}

TEST_CASE("Stalls of 0 to 50 ms: every counter exact, the replay hears the same, and then all is as meant") {
  for (const int buffer : {16, 64, 100, 512})
    for (const double ms : {0.5, 1.5, 5.0, 13.0, 50.0}) {
      const StageSetup setup{.buffer = buffer};
      Stage stage(setup);
      perform(stage, std::uint64_t(buffer + ms), 40000, 40);
      const double begin = 20011.3, end = begin + ms * 48;
      stage.stall(begin, end);
      stage.run(52000);
      CAPTURE(buffer, ms);
      if (ms * 48 > 2 * buffer + 64) REQUIRE(stage.link.missed_blocks > 0);
      require_exact(stage, setup);
      require_recovered(stage, setup, SampleIndex(end) + 2 * buffer + 300);
    }
}

TEST_CASE("Random stalls one after the other, buffers that change, late callbacks: exact all the same") {
  for (std::uint64_t seed = 1; seed <= 6; seed++) {
    std::mt19937_64 sizes(seed), lateness(seed + 50), stalls(seed + 99);
    const StageSetup setup{.buffer = 64,
                           .frames = [&](int n) { return n % 7 == 0 ? 16 + int(sizes() % 500) : 16 + int(sizes() % 90); },
                           .jitter = [&](int) { return Nanoseconds(lateness() % 100'000); }};
    Stage stage(setup);
    perform(stage, seed, 60000, 80);
    for (double at = 5000; at < 60000; at += 3000 + double(stalls() % 6000)) stage.stall(at, at + double(stalls() % 2400));
    stage.run(72000);
    CAPTURE(seed);
    REQUIRE(stage.link.missed_blocks > 0);
    require_exact(stage, setup);
    require_recovered(stage, setup, 68000);
  }
}

TEST_CASE("Stalls on four outputs, between which parts move: exact on every one, and concealed on all alike") {
  for (const int buffer : {16, 64, 100, 512})
    for (const double ms : {1.5, 13.0, 50.0}) {
      const StageSetup setup{.buffer = buffer, .neural = ms > 40, .pairs = kMaxOutputs};
      Stage stage(setup);
      perform_everywhere(stage, std::uint64_t(buffer + ms), 40000, 40);
      const double begin = 20011.3, end = begin + ms * 48;
      stage.stall(begin, end);
      stage.run(52000);
      CAPTURE(buffer, ms);
      if (ms * 48 > 2 * buffer + 64) REQUIRE(stage.link.missed_blocks > 0);
      for (int p = 0; p < kMaxOutputs; p++) REQUIRE(peak(stage.heard.pair(p).left) > 0.01f);
      require_exact(stage, setup);
      require_recovered(stage, setup, SampleIndex(end) + 2 * buffer + 300);
    }
}

TEST_CASE("Random stalls, buffers that change and a rescuer on two to four outputs: exact all the same") {
  for (std::uint64_t seed = 1; seed <= 6; seed++) {
    std::mt19937_64 sizes(seed), lateness(seed + 50), stalls(seed + 99);
    const StageSetup setup{.frames = [&](int n) { return n % 7 == 0 ? 16 + int(sizes() % 500) : 16 + int(sizes() % 90); },
                           .jitter = [&](int) { return Nanoseconds(lateness() % 100'000); },
                           .rescuer = seed > 4,
                           .pairs = 2 + int(seed % 3)};
    Stage stage(setup);
    perform_everywhere(stage, seed, 60000, 80);
    for (double at = 5000; at < 60000; at += 3000 + double(stalls() % 6000)) stage.stall(at, at + double(stalls() % 2400));
    stage.run(72000);
    CAPTURE(seed);
    if (setup.rescuer) {
      REQUIRE(stage.link.rescued_blocks > 0);
      const Sound meant = render_records(stage.records, stage.position(), 256, setup);
      REQUIRE(first_difference(stage.heard, conceal_records(meant, stage.records, setup.rate)) == -1);
      REQUIRE(stage.worst_allocations == 0);
    } else {
      REQUIRE(stage.link.missed_blocks > 0);
      require_exact(stage, setup);
    }
    require_recovered(stage, setup, 68000);
  }
}

TEST_CASE("The end is silent on every output, and a replay fades them alike") {
  const StageSetup setup{.pairs = 3};
  Stage stage(setup);
  perform_everywhere(stage, 12, 30000, 40);
  stage.at(24000, [](Stage& s) { s.audio.fade_out(); });
  stage.run(30000);
  REQUIRE(stage.audio.ended());
  for (int p = 0; p < 3; p++) {
    REQUIRE(peak(std::span(stage.heard.pair(p).left).subspan(24000 + 64 + 480)) == 0);
    REQUIRE(peak(std::span(stage.heard.pair(p).right).first(24000)) > 0.01f);
  }
  REQUIRE(first_difference(stage.heard, render_records(stage.records, stage.position(), 256, setup)) == -1);
}

TEST_CASE("Joints of stalls have no spectrum of their own, hard zeros in their place do") {
  const StageSetup setup{};
  Stage stage(setup);
  for (const Event& e : plain_sound()) stage.send_at(1, e);
  for (int i = 0; i < 4; i++) stage.send_at(100 + 50 * i, note_on(0, i, float(40 + 5 * i), 0.7f));
  for (int i = 0; i < 8; i++) stage.stall(12003.7 + 5000 * i, 12003.7 + 5000 * i + 200 * (i + 1));
  stage.run(60000);
  REQUIRE(count_of(stage.records, RecordKind::kMiss) > 8);
  auto zeroed = render_records(stage.records, stage.position(), 64, setup).left;
  SampleIndex last = -1;
  double worst_of_zeros = -100;
  for (const JournalRecord& r : stage.records)
    if (r.kind == RecordKind::kMiss)
      for (std::int64_t i = 0; i < r.value; i++) zeroed[std::size_t(r.at + i)] = 0;
  for (const JournalRecord& r : stage.records) {
    if (r.kind != RecordKind::kMiss || r.at < last + 2000) continue;
    last = r.at;
    CAPTURE(r.at);
    CHECK(joint_excess_db(stage.heard.left, r.at, 48000, 224) <= 6);
    worst_of_zeros = std::max(worst_of_zeros, joint_excess_db(zeroed, r.at, 48000, 224));
  }
  REQUIRE(worst_of_zeros > 6);
}

TEST_CASE("An event that arrives during a stall is heard in its place, not moved") {
  const StageSetup setup{};
  Stage stage(setup);
  stage.stall(20000, 21000);
  stage.send_at(20400.5, note_on(0, 1, 60));
  stage.run(30000);
  for (const JournalRecord& r : stage.records)
    if (r.kind == RecordKind::kEvent) REQUIRE(r.at == 20400 + 128);
  REQUIRE(stage.worker.intake().counters().late == 0);
}

TEST_CASE("With a rescuer, a worker that oversleeps costs nothing: the audio thread renders the same samples") {
  for (const int buffer : {16, 64, 512}) {
    const StageSetup setup{.buffer = buffer, .rescuer = true};
    Stage stage(setup);
    perform(stage, 5, 40000, 60);
    for (int i = 0; i < 6; i++) stage.stall(9000 + 5000.5 * i, 9000 + 5000.5 * i + 400 * (i + 1));
    stage.run(50000);
    CAPTURE(buffer);
    REQUIRE(stage.link.rescued_blocks > 0);
    REQUIRE(stage.link.missed_blocks == 0);
    REQUIRE(stage.link.concealed_samples == 0);
    REQUIRE(stage.link.late_blocks == 0);
    const Sound meant = render_records(stage.records, stage.position(), 256, setup);
    REQUIRE(first_difference(stage.heard.left, meant.left) == -1);
    REQUIRE(peak(stage.heard.left) > 0.01f);
    REQUIRE(stage.worst_allocations == 0);
  }
}

TEST_CASE("A rescuer whose load is high conceals instead, and is exact about it") {
  const StageSetup setup{.rescuer = true};
  Stage stage(setup);
  perform(stage, 5, 40000, 60);
  FakeClock::cost = 1'000'000;  // a step seems to take 1 ms of the 1.33 that a block lasts
  stage.stall(20000, 20900);
  stage.run(50000);
  REQUIRE(stage.link.rescued_blocks == 0);
  REQUIRE(stage.link.missed_blocks > 5);
  const Sound meant = render_records(stage.records, stage.position(), 256, setup);
  std::uint64_t touched = 0;
  const Sound heard = conceal_records(meant, stage.records, setup.rate, &touched);
  REQUIRE(first_difference(stage.heard.left, heard.left) == -1);
  REQUIRE(stage.link.concealed_samples == touched);
}

TEST_CASE("The comparison with the journal catches an event one sample off") {
  const StageSetup setup{};
  Stage stage(setup);
  perform(stage, 3, 20000, 60);
  stage.run(24000);
  auto records = stage.records;
  for (JournalRecord& r : records)
    if (r.kind == RecordKind::kEvent && r.event.kind == EventKind::kNoteOn) {
      r.event.at++;
      break;
    }
  const Sound other = render_records(records, stage.position(), 256, setup);
  REQUIRE(first_difference(stage.heard.left, other.left) != -1);
}

TEST_CASE("Who makes the sound decides whether the audio thread helps out: never while any of it is made elsewhere") {
  // Made elsewhere at first, here from the first patch change on, elsewhere again from the second; each is stalled.
  StageSetup setup{.rescuer = true, .elsewhere = true};
  int elsewhere = 0, in_callback = 0;
  Stage* running = nullptr;
  setup.rendering = [&] {
    elsewhere++;
    in_callback += running != nullptr && running->in_callback();
  };
  Stage stage(setup);
  running = &stage;
  perform(stage, 5, 90000, 60);
  std::vector<std::uint64_t> rescued, missed;
  for (const double at : {20000.0, 50000.0, 80000.0}) {
    stage.stall(at, at + 900);
    stage.at(SampleIndex(at) + 3000, [&](Stage& s) {
      rescued.push_back(s.link.rescued_blocks);
      missed.push_back(s.link.missed_blocks);
    });
  }
  // In the crossfade the one that leaves is still made elsewhere.
  stage.stall(30000 + 500, 30000 + 1400);
  stage.at(30000, [&](Stage& s) { (void)s.worker.models().stage(model_of(setup), 1); });
  stage.at(60000, [&](Stage& s) { (void)s.worker.models().stage(stage_model(setup), 2); });
  stage.run(95000);
  REQUIRE(rescued.size() == 3);
  CHECK(rescued[0] == 0);
  CHECK(missed[0] > 5);
  CHECK(rescued[1] > 5);
  CHECK(missed[1] > missed[0] + 5);  // in the crossfade
  CHECK(rescued[2] == rescued[1]);
  CHECK(missed[2] > missed[1] + 5);
  CHECK(elsewhere > 0);
  CHECK(in_callback == 0);
  CHECK(stage.worst_allocations == 0);
  const Sound heard = conceal_records(render_records(stage.records, stage.position(), 256, setup), stage.records, setup.rate);
  CHECK(first_difference(stage.heard.left, heard.left) == -1);
}
