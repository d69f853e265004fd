// The delay: constant between announced changes, at any buffer, and nothing late that came up to the guard late.

#include <algorithm>
#include <random>

#include "engine/stream/delay_budget.h"
#include "tests/catch.h"
#include "tests/support/stage.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

std::vector<JournalRecord> notes_of(const Stage& stage) {
  std::vector<JournalRecord> notes;
  for (const JournalRecord& r : stage.records)
    if (r.kind == RecordKind::kEvent && r.event.kind == EventKind::kNoteOn) notes.push_back(r);
  std::sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) { return a.event.id < b.event.id; });
  return notes;
}

// 10,000 notes stamped at random times and pushed up to `push_late` samples after their stamps.
void send_notes(Stage& stage, int count, SampleIndex from, SampleIndex until, double push_late, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<double> times;
  std::uniform_real_distribution<double> when{double(from), double(until)}, late{0.0, push_late};
  for (int i = 0; i < count; i++) times.push_back(when(random));
  std::sort(times.begin(), times.end());
  double pushed = 0;
  for (int i = 0; i < count; i++) {
    pushed = std::max(pushed, times[std::size_t(i)] + late(random));  // one thread pushes one after the other
    stage.send_at(pushed, note_on(0, i, 60, 0.1f), times[std::size_t(i)]);
  }
}

}  // namespace

TEST_CASE("The delay at 64 frames is 128 samples, the same for each of 10,000 notes, and none is late") {
  Stage stage({.voices = 2});
  const int guard = DelayBudget::make(64, 48000, 0, Lead::kFast).guard;
  send_notes(stage, 10000, 2000, 200000, guard - 1, 1);
  stage.run(202000);
  const auto notes = notes_of(stage);
  REQUIRE(notes.size() == 10000);
  REQUIRE(stage.worker.counters().delay == 128);
  int wrong = 0;
  for (std::size_t i = 0; i < notes.size(); i++) wrong += notes[i].at - stage.stamps[i] != 128;
  REQUIRE(wrong == 0);
  REQUIRE(stage.worker.intake().counters().late == 0);
  REQUIRE(stage.link.missed_blocks == 0);
  REQUIRE(stage.worst_allocations == 0);
}

TEST_CASE("Notes pushed later than the guard are late: the test above can fail") {
  Stage stage({.voices = 2});
  send_notes(stage, 2000, 2000, 40000, 100, 1);
  stage.run(42000);
  REQUIRE(stage.worker.intake().counters().late > 0);
}

TEST_CASE("The delay is constant at every rate, lead and buffer, and with callbacks that come late") {
  for (const double rate : {44100.0, 48000.0, 96000.0})
    for (const Lead lead : {Lead::kFast, Lead::kSafe})
      for (const int buffer : {16, 37, 64, 256, 1023, 4096}) {
        std::mt19937 random(7);
        // A tenth of a period, but no more than half of the guard, which has to cover both.
        const double most = std::min(0.1 * buffer, DelayBudget::make(buffer, rate, 0, lead).guard * 0.5) * 1e9 / rate;
        Stage stage({.rate = rate, .buffer = buffer, .jitter = [&](int) { return Nanoseconds(double(random() % 1000) * 1e-3 * most); },
                     .lead = lead, .voices = 2});
        send_notes(stage, 500, SampleIndex(buffer) * 8, SampleIndex(buffer) * 8 + 20000, 1, 3);
        stage.run(SampleIndex(buffer) * 8 + 20000 + 3 * buffer + 4800);
        const auto notes = notes_of(stage);
        const int delay = stage.worker.counters().delay;
        CAPTURE(rate, buffer, int(lead), delay);
        REQUIRE(notes.size() == 500);
        int wrong = 0;
        for (std::size_t i = 0; i < notes.size(); i++) wrong += notes[i].at - stage.stamps[i] != delay;
        REQUIRE(wrong == 0);
        REQUIRE(stage.worker.intake().counters().late == 0);
        REQUIRE(stage.link.missed_blocks == 0);
        REQUIRE(delay == DelayBudget::make(buffer, rate, 0, lead).delay());
      }
}

TEST_CASE("Two buffers at most from key to sound, where buffers are long enough") {
  for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0})
    for (int buffer = 16; buffer <= kMaxBuffer; buffer *= 2) {
      const DelayBudget fast = DelayBudget::make(buffer, rate, 0, Lead::kFast);
      const DelayBudget safe = DelayBudget::make(buffer, rate, 0, Lead::kSafe);
      CAPTURE(rate, buffer);
      REQUIRE(safe.delay() >= fast.delay() + int(0.020 * rate));
      if (buffer >= rate / 750) REQUIRE(fast.delay() <= 2 * buffer);
    }
}
