// While nothing sounds the worker rests and the audio thread makes the blocks: nothing of it may be heard or counted as
// trouble, and every event has the same delay as ever.

#include <algorithm>
#include <random>

#include "tests/catch.h"
#include "tests/support/signal.h"
#include "tests/support/stage.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

// Short drum strokes and chords with silence between, at times that have nothing to do with the buffer.
void perform(Stage& stage, std::uint64_t seed, SampleIndex samples) {
  std::mt19937_64 random(seed);
  for (const Event& e : {program(0, kSmallPrograms[kDrum], 9), program(0, kSmallPrograms[kBowed], 0)}) stage.send_at(1, e);
  int id = 0;
  for (double at = 9000.3; at < double(samples); at += 14000 + double(random() % 9000)) {
    stage.send_at(at, note_on(0, id++, 36, 0.8f, 9));
    for (int i = 0; i < 3; i++) stage.send_at(at + 700 + 31 * i, note_on(0, id + i, float(48 + 4 * i)));
    for (int i = 0; i < 3; i++) stage.send_at(at + 2500 + 57 * i, note_off(0, id++));
    stage.send_at(at + 4000, panic(0));
  }
}

StageSetup resting(int buffer, Lead lead = Lead::kFast) {
  return {.buffer = buffer, .lead = lead, .rescuer = true, .may_rest = true};
}

void require_as_meant(const Stage& stage, const StageSetup& setup) {
  const Sound meant = render_records(stage.records, stage.position(), 256, setup);
  REQUIRE(first_difference(stage.heard, meant) == -1);
  REQUIRE(peak(stage.heard.pair(stage.heard.pairs() - 1).left) > 0.01f);
}

void require_untroubled(Stage& stage, const StageSetup& setup) {
  REQUIRE(stage.link.missed_blocks == 0);
  REQUIRE(stage.link.concealed_samples == 0);
  REQUIRE(stage.link.late_blocks == 0);
  REQUIRE(stage.link.rescued_blocks == 0);
  REQUIRE(stage.worker.intake().counters().late == 0);
  REQUIRE(stage.worst_allocations == 0);
  require_as_meant(stage, setup);
}

int notes_off_their_delay(Stage& stage) {
  std::vector<SampleIndex> applied;
  for (const JournalRecord& r : stage.records)
    if (r.kind == RecordKind::kEvent) applied.push_back(r.at);
  REQUIRE(applied.size() == stage.stamps.size());
  int wrong = 0;
  for (std::size_t i = 0; i < applied.size(); i++)
    wrong += applied[i] - stage.stamps[i] != stage.worker.counters().delay.load();
  return wrong;
}

}  // namespace

TEST_CASE("A worker that rests is not noticed: the same samples, no counter moves, every delay as ever") {
  for (const Lead lead : {Lead::kFast, Lead::kSafe})
    for (const int buffer : {16, 37, 48, 64, 128, 256, 512, 1024}) {
      const StageSetup setup = resting(buffer, lead);
      Stage stage(setup);
      perform(stage, std::uint64_t(buffer), 190000);
      stage.run(200000);
      CAPTURE(buffer, int(lead));
      require_untroubled(stage, setup);
      REQUIRE(notes_off_their_delay(stage) == 0);
      // With a longer lead the worker rests on what it has rendered; buffers longer than a rest leave no room for one.
      REQUIRE((stage.link.planned_blocks > 0) == (lead == Lead::kFast && buffer <= 384));
    }
}

TEST_CASE("A worker that rests is not noticed when all that sounds is on the last of four outputs") {
  for (const Lead lead : {Lead::kFast, Lead::kSafe})
    for (const int buffer : {64, 256}) {
      StageSetup setup = resting(buffer, lead);
      setup.pairs = kMaxOutputs;
      Stage stage(setup);
      for (const int part : {0, 9}) stage.send_at(2, control(0, ParameterId::kOutput, kMaxOutputs, part));
      perform(stage, std::uint64_t(buffer), 90000);
      stage.run(100000);
      CAPTURE(buffer, int(lead));
      require_untroubled(stage, setup);
      REQUIRE(peak(stage.heard.left) == 0);
      REQUIRE((stage.link.planned_blocks > 0) == (lead == Lead::kFast));
    }
}

TEST_CASE("Silence needs few wakes, whatever the buffer, and sound needs one for each block") {
  for (const Lead lead : {Lead::kFast, Lead::kSafe})
    for (const int buffer : {16, 64, 256}) {
      Stage stage(resting(buffer, lead));
      stage.run(4800);
      const int before = stage.wakes;
      stage.run(4800 + 480000);
      CAPTURE(buffer, int(lead));
      REQUIRE(stage.wakes - before <= 10 * (lead == Lead::kFast ? 64 : 78));
      stage.send_at(490000, note_on(0, 1, 48));
      stage.run(491000 + 2000);
      const int playing = stage.wakes;
      stage.run(493000 + 48000);
      REQUIRE(stage.wakes - playing >= 48000 / buffer - 1);
    }
}

TEST_CASE("A note struck at any point of a rest has the delay of every other note") {
  for (const int buffer : {16, 64, 256})
    for (int point = 0; point < 40; point++) {
      const StageSetup setup = resting(buffer);
      Stage stage(setup);
      stage.send_at(9000.2 + 23.7 * point, note_on(0, 1, 48));
      stage.run(14000);
      CAPTURE(buffer, point);
      require_untroubled(stage, setup);
      REQUIRE(notes_off_their_delay(stage) == 0);
    }
}

TEST_CASE("64 notes that begin on one sample while the worker rests: nothing is concealed") {
  StageSetup setup = resting(64);
  setup.voices = 64;
  Stage stage(setup);
  for (int i = 0; i < 64; i++) stage.send_at(9600.5, note_on(0, i, float(36 + i % 48)));
  stage.run(20000);
  require_untroubled(stage, setup);
  REQUIRE(notes_off_their_delay(stage) == 0);
  REQUIRE(stage.worker.counters().sounding == 64);
}

TEST_CASE("A rest where nobody renders instead is heard and counted: the tests above can fail") {
  StageSetup setup = resting(64);
  setup.rescuer = false;
  Stage stage(setup);
  perform(stage, 64, 190000);
  stage.run(200000);
  REQUIRE(stage.link.missed_blocks > 100);
  REQUIRE(stage.link.missed_blocks == stage.expected.missed_blocks);
  const Sound meant = render_records(stage.records, stage.position(), 256, setup);
  REQUIRE(first_difference(stage.heard.left, meant.left) != -1);
}

TEST_CASE("Once a resting worker has overslept, its blocks count as rescued, exactly") {
  for (const int buffer : {64, 128, 256})
    for (const double stall : {30.0, 4000.0, 30000.0}) {
      const StageSetup setup = resting(buffer);
      Stage stage(setup);
      perform(stage, 7, 90000);
      for (int i = 0; i < 4; i++) stage.stall(5000 + 20011.3 * i, 5000 + 20011.3 * i + stall);
      stage.run(100000);
      CAPTURE(buffer, stall);
      REQUIRE(stage.link.rescued_blocks == stage.expected.overslept);
      REQUIRE((stage.link.rescued_blocks > 0) == (stall > 1000));
      REQUIRE(stage.link.planned_blocks > 0);
      REQUIRE(stage.link.missed_blocks == 0);
      require_as_meant(stage, setup);
    }
}

TEST_CASE("A worker that wakes in the middle of the callback's block waits for nothing and spoils nothing") {
  for (const int every : {1, 3}) {
    Stage* running = nullptr;
    int blocks = 0, met = 0;
    StageSetup setup = resting(64);
    setup.rendering = [&] {
      if (running == nullptr || !running->in_callback() || ++blocks % every != 0) return;
      const SampleIndex before = running->worker.counters().rendered;
      const Nanoseconds next = running->interrupt();
      REQUIRE(next > FakeClock::time);
      REQUIRE(running->worker.counters().rendered == before);
      met++;
    };
    Stage stage(setup);
    running = &stage;
    perform(stage, 11, 190000);
    stage.run(200000);
    CAPTURE(every);
    REQUIRE(met > 100);
    require_untroubled(stage, setup);
    REQUIRE(notes_off_their_delay(stage) == 0);
  }
}

TEST_CASE("The renderer goes back to the worker when no callback is near, however late callbacks come") {
  Stage* running = nullptr;
  std::mt19937 lateness(3);
  int taken_back = 0;
  bool by_callback = false;
  double least = 1e9;  // samples from a block of the worker's, after one of the callback's, to the next callback
  StageSetup setup = resting(64);
  // The worker begins a block 16 samples after the callback before it was due: some come later than that.
  setup.jitter = [&](int) { return Nanoseconds(lateness() % 6 == 0 ? lateness() % 600'000 : 0); };
  setup.rendering = [&] {
    if (running == nullptr) return;
    if (by_callback && !running->in_callback()) {
      const Nanoseconds left = running->time_of(double(running->position())) - FakeClock::time;
      least = std::min(least, double(left) * 48e-6);
      taken_back++;
    }
    by_callback = running->in_callback();
  };
  Stage stage(setup);
  running = &stage;
  perform(stage, 5, 600000);
  stage.run(610000);
  REQUIRE(taken_back >= 20);
  REQUIRE(least >= 16);
  // Of this performance. In most others a callback that was late itself finds one to three blocks not yet begun, and
  // makes them: counted as rescued, and not heard.
  require_untroubled(stage, setup);
}

TEST_CASE("A callback in the middle of the worker's block conceals, counts it exactly, and the block is known as late") {
  Stage* running = nullptr;
  int blocks = 0, met = 0;
  StageSetup setup = resting(64);
  setup.rendering = [&] {
    if (running == nullptr || running->in_callback() || ++blocks % 100 != 0) return;
    // The device may not have had the block before this one either.
    while (running->worker.counters().rendered >= running->position() + 64) running->callback();
    running->callback();
    met++;
  };
  Stage stage(setup);
  running = &stage;
  perform(stage, 12, 190000);
  stage.run(200000);
  REQUIRE(met > 5);
  REQUIRE(stage.link.missed_blocks == std::uint64_t(met));
  REQUIRE(stage.link.late_blocks == std::uint64_t(met));
  std::uint64_t touched = 0;
  const Sound heard =
      conceal_records(render_records(stage.records, stage.position(), 256, setup), stage.records, setup.rate, &touched);
  REQUIRE(first_difference(stage.heard.left, heard.left) == -1);
  REQUIRE(stage.link.concealed_samples == touched);
}

TEST_CASE("Lead, patch and the host's buffer change within 20 ms of a rest, and a rest follows") {
  int size = 64;
  StageSetup setup = resting(64);
  setup.frames = [&](int) { return size; };
  Stage stage(setup);
  perform(stage, 5, 300000);
  std::vector<SampleIndex> asked;
  stage.at(50000, [&](Stage& s) { asked.push_back(s.position()), s.worker.set_lead(Lead::kSafe); });
  stage.at(100000, [&](Stage& s) { asked.push_back(s.position()), s.worker.set_lead(Lead::kFast); });
  stage.at(150000, [&](Stage& s) {
    asked.push_back(s.position());
    (void)s.worker.models().stage(make_small_model({.voices = setup.voices, .seed = setup.seed}), 1);
  });
  stage.at(200000, [&](Stage& s) { asked.push_back(s.position()), size = 100; });
  std::uint64_t planned = 0;
  stage.at(230000, [&](Stage& s) { planned = s.link.planned_blocks; });
  stage.run(310000);
  std::vector<SampleIndex> done;
  for (const JournalRecord& r : stage.records)
    if ((r.kind == RecordKind::kDelay && r.at > 1000) || r.kind == RecordKind::kPatch) done.push_back(r.at);
  REQUIRE(done.size() == asked.size());
  for (std::size_t i = 0; i < done.size(); i++) {
    CAPTURE(i, done[i], asked[i]);
    REQUIRE(done[i] >= asked[i]);
    REQUIRE(done[i] - asked[i] <= 960 + (i == 1 ? 960 : 0));  // from safe to fast the ring drains first
  }
  REQUIRE(stage.link.planned_blocks > planned);
  REQUIRE(stage.link.missed_blocks == 0);
  REQUIRE(stage.worker.intake().counters().late == 0);
  require_as_meant(stage, setup);
}

TEST_CASE("No rest for a worker whose heaviest chord is too much for the callback, nor for a model that listens or is made elsewhere") {
  StageSetup heavy = resting(64), listening = resting(64), far = resting(64);
  heavy.worst_step = 33;
  listening.inputs = 1;
  far.elsewhere = true;
  for (const StageSetup& setup : {heavy, listening, far}) {
    Stage stage(setup);
    perform(stage, 3, 90000);
    stage.run(100000);
    REQUIRE(stage.link.planned_blocks == 0);
    REQUIRE(stage.wakes >= 100000 / 64);
    require_untroubled(stage, setup);
  }
}

TEST_CASE("When the audio thread declines, the worker takes the renderer back by itself") {
  const StageSetup setup = resting(64);
  Stage stage(setup);
  stage.send_at(60000, note_on(0, 1, 48));
  // A step seems to take 1 ms of the 1.33 that a block lasts: as soon as that shows, rescue() makes no more.
  stage.at(9000, [](Stage&) { FakeClock::cost = 1'000'000; });
  stage.run(70000);
  REQUIRE(stage.link.planned_blocks > 40);
  REQUIRE(stage.link.missed_blocks > 0);
  REQUIRE(stage.link.missed_blocks <= 13);  // one rest
  REQUIRE(stage.wakes > 600);
  std::uint64_t touched = 0;
  const Sound heard =
      conceal_records(render_records(stage.records, stage.position(), 256, setup), stage.records, setup.rate, &touched);
  REQUIRE(first_difference(stage.heard.left, heard.left) == -1);
  REQUIRE(stage.link.concealed_samples == touched);
}
