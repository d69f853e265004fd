// The same with real threads and random sleeps: for ThreadSanitizer, and for what no simulation thinks of.

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "engine/stream/audio_side.h"
#include "engine/stream/event_port.h"
#include "engine/stream/worker.h"
#include "tests/catch.h"
#include "tests/support/play.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

using std::chrono::microseconds;

Nanoseconds real_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void sleep_until(Nanoseconds when) {
  const Nanoseconds left = when - real_now();
  if (left > 0) std::this_thread::sleep_for(std::chrono::nanoseconds(left));
}

}  // namespace

TEST_CASE("Worker, device, player and control on threads of their own, with stalls") {
  constexpr double kSlow = 8000;  // a rate that sanitizers keep up with
  constexpr int kCallbacks = 250, kFrames = 64;
  StreamLink link;
  link.frames.prepare(kMaxOutputs);
  rt::SpscRing<JournalRecord> journal(1 << 14);
  Worker worker({.rate = kSlow, .buffer = kFrames, .clock = real_now, .may_rest = true}, link,
                make_small_model({.rate = kSlow, .voices = 6}), &journal);
  AudioSide audio(link, kSlow);
  audio.set_rescuer(&worker);
  EventPort port(link.clock);
  worker.intake().add(port);
  std::atomic<bool> stop{false};
  (void)worker.step(real_now());

  std::thread work([&] {
    std::mt19937 random(1);
    while (!stop.load()) {
      const Nanoseconds next = worker.step(real_now());
      if (random() % 40 == 0) std::this_thread::sleep_for(microseconds(random() % 30000));
      sleep_until(std::min(next, real_now() + 5'000'000));
    }
  });
  std::thread player([&] {
    const auto events = random_events(4, 8000, 300, kSlow);
    for (std::size_t i = 0; !stop.load(); i++) {
      (void)port.send(events[i % events.size()], real_now());
      std::this_thread::sleep_for(microseconds(500 + i % 7 * 300));
      if (i % 100 != 99) continue;
      // Silence, in which the worker rests, and everything begins anew in the middle of a rest.
      (void)port.send(panic(0), real_now());
      std::this_thread::sleep_for(microseconds(350000));
    }
  });
  std::thread control([&] {
    for (int i = 1; !stop.load(); i++) {
      worker.set_lead(i % 4 < 2 ? Lead::kSafe : Lead::kFast);
      if (i % 5 == 0) (void)worker.models().stage(make_small_model({.rate = kSlow, .voices = 6}), i);
      (void)worker.models().collect();
      (void)worker.counters().step.quantile(0.99);
      (void)link.clock.read();
      JournalRecord record;
      while (journal.pop(record)) {
      }
      std::this_thread::sleep_for(microseconds(30000));
    }
  });
  bool whole = true;
  Sound sound = still_sound(kFrames, kMaxOutputs);
  const Nanoseconds begin = real_now();
  SampleIndex missing = 0;
  for (int i = 0; i < kCallbacks; i++) {
    sleep_until(begin + Nanoseconds(i * kFrames * 1e9 / kSlow));
    if (i == kCallbacks - 10) audio.fade_out();
    audio.process(sound.span(0, kFrames), real_now());
    for (int p = 0; p < kMaxOutputs; p++)
      whole = whole && finite(sound.pair(p).left) && finite(sound.pair(p).right) && peak(sound.pair(p).left) <= 1;
    JournalRecord record;
    while (link.misses.pop(record)) missing += record.kind == RecordKind::kMiss ? record.value : 0;
  }
  stop.store(true);
  work.join();
  player.join();
  control.join();
  REQUIRE(whole);
  REQUIRE(audio.ended());
  REQUIRE(link.callbacks == kCallbacks);
  REQUIRE(link.concealed_samples >= std::uint64_t(missing));
  REQUIRE(worker.counters().bad_samples == 0);
  REQUIRE(worker.intake().counters().events > 100);
  REQUIRE(link.planned_blocks > 0);
}
