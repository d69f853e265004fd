// A hundred random performances: what the journal's text says, rendered again in other blocks, is what was heard.

#include <random>

#include "engine/journal/text.h"
#include "tests/catch.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"
#include "tests/support/stage.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

JournalHeader header_of(const StageSetup& setup) {
  return {.program = "test", .instruction_set = kernels::best().name, .rate = setup.rate, .buffer = setup.buffer,
          .voices = setup.voices, .seed = setup.seed, .place = "", .patch = {"small.glass", "00"}, .pairs = setup.pairs};
}

// One performance, heard live; then its journal as text.
struct Performance {
  StageSetup setup;
  Sound heard;
  std::string journal;
  SampleIndex samples = 0;
  std::uint64_t misses = 0;
};

Performance perform(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const int base = 16 << random() % 7;
  const bool odd = random() % 2 == 0;
  const double rates[] = {44100, 48000, 48000, 96000};
  Performance p;
  p.setup = {.rate = rates[random() % 4], .buffer = base, .lead = random() % 3 == 0 ? Lead::kSafe : Lead::kFast,
             .voices = 3 + int(random() % 8), .seed = random() >> 1, .rescuer = random() % 3 == 0};
  p.setup.may_rest = p.setup.rescuer;
  p.setup.neural = seed % 3 == 0;
  p.setup.pairs = 1 + int(seed / 2 % kMaxOutputs);
  if (odd) p.setup.frames = [sizes = std::mt19937(unsigned(seed)), base](int) mutable { return base + int(sizes() % 37); };
  const auto length = SampleIndex(0.35 * p.setup.rate);
  Stage stage(p.setup);
  stage.send_at(50, note_on(0, 5000, 50, 0.8f, 9));
  for (const Event& e : random_events(seed, length, 150, p.setup.rate)) stage.send_at(double(e.at) + 0.25, e);
  for (std::uint64_t i = random() % 4; i > 0; i--) {
    const double at = double(random() % std::uint64_t(length));
    stage.stall(at, at + double(random() % 3000));
  }
  if (random() % 3 == 0)
    stage.at(SampleIndex(random() % std::uint64_t(length)),
             [&p](Stage& s) { (void)s.worker.models().stage(model_of(p.setup), 1); });
  if (random() % 3 == 0)
    stage.at(SampleIndex(random() % std::uint64_t(length)), [](Stage& s) { s.worker.set_lead(Lead::kSafe); });
  stage.run(length);
  p.samples = stage.position();
  p.heard = stage.heard;
  p.misses = stage.link.missed_blocks;
  p.journal = to_line(header_of(p.setup)) + patch_line(1, {"small.glass", "00"});
  for (const JournalRecord& r : stage.records) p.journal += to_line(r);
  return p;
}

// True when all of it comes back bit for bit.
bool replays(const Performance& p, int block) {
  const Journal journal = read_journal(p.journal);
  StageSetup setup{.rate = journal.header.rate, .voices = journal.header.voices, .seed = journal.header.seed,
                   .neural = p.setup.neural, .pairs = journal.header.pairs};
  const Sound meant = render_records(journal.records, p.samples, block, setup);
  const Sound heard = conceal_records(meant, journal.records, setup.rate);
  return first_difference(p.heard, heard) == -1;
}

void require_replays(std::uint64_t from, std::uint64_t until) {
  int different = 0;
  std::uint64_t misses = 0;
  for (std::uint64_t seed = from; seed < until; seed++) {
    const Performance p = perform(seed);
    misses += p.misses;
    const int blocks[] = {1, 17, 64, 100, 256, 1024, 4096};
    const bool same = replays(p, blocks[seed % 7]) && (peak(p.heard.left) > 0 || p.setup.pairs > 1);
    different += !same;
    CAPTURE(seed, blocks[seed % 7]);
    CHECK(same);
  }
  REQUIRE(different == 0);
  REQUIRE(misses > 0);
}

}  // namespace

TEST_CASE("Ten random performances replay bit for bit from their journal's text") { require_replays(1, 11); }

TEST_CASE("A hundred random performances replay bit for bit from their journal's text", "[slow]") {
  require_replays(11, 111);
}

TEST_CASE("A journal with one event changed replays otherwise") {
  Performance p = perform(3);
  const auto at = p.journal.find("\"is\":\"note_on\"");
  REQUIRE(at != std::string::npos);
  const auto value = p.journal.find("\"value2\":", at);
  p.journal.insert(value + 9, "0.5e0,\"was\":");
  REQUIRE_FALSE(replays(p, 64));
}
