#include "engine/transport/tick_loop.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "tests/catch.h"

using namespace seaglass;

namespace {

constexpr double kStart = 5e12;  // ns: an hour and a half after the machine's start

// A sequencer that knows what the beat really is, and a cable that harms its ticks.
struct Rig {
  std::function<double(double seconds)> tempo;  // beats per minute
  double jitter_ms = 0;                         // uniform, to either side
  double late_share = 0, late_ms = 0;           // ticks held up by a busy computer
  double lost_share = 0;
  unsigned seed = 1;

  struct Result {
    std::vector<double> error_ms;  // of the beat, every 5 ms, over the part that is judged
    double worst = 0, p99 = 0, tempo = 0;
    std::int64_t miscounted = 0;   // ticks, at the end
  };

  // Judges from `from` to `to` seconds.
  Result run(double from, double to) const {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> share(0, 1), jitter(-jitter_ms, jitter_ms);
    TickLoop loop;
    Result result;
    double seconds = 0, beat = 0, next_tick = 0, next_look = from, arrival_before = 0;
    constexpr double kStep = 1e-4;
    const auto look = [&] {
      if (seconds < next_look || loop.ns_per_tick() == 0) return;
      next_look += 0.005;
      const double now = kStart + seconds * 1e9;
      const double heard = (double(loop.number()) + (now - loop.time_ns()) / loop.ns_per_tick()) / TickLoop::kTicksPerBeat;
      result.error_ms.push_back((heard - beat) * 60e3 / tempo(seconds));
    };
    while (seconds < to) {
      if (beat * TickLoop::kTicksPerBeat >= next_tick) {
        const double over = (beat * TickLoop::kTicksPerBeat - next_tick) / TickLoop::kTicksPerBeat * 60 / tempo(seconds);
        double arrival = seconds - over + jitter(random) * 1e-3;
        if (share(random) < late_share) arrival += late_ms * 1e-3;
        const bool lost = share(random) < lost_share && seconds > 1 && seconds < to - 2;  // it has time to find out
        next_tick++;
        if (!lost) {
          arrival = std::max(arrival, arrival_before);  // a cable keeps the order
          arrival_before = arrival;
          loop.tick(Nanoseconds(kStart + arrival * 1e9));
        }
      }
      look();
      seconds += kStep;
      beat += kStep * tempo(seconds) / 60;
    }
    result.tempo = loop.ns_per_tick() > 0 ? 60e9 / (loop.ns_per_tick() * TickLoop::kTicksPerBeat) : 0;
    result.miscounted = loop.number() - std::int64_t(next_tick - 1);
    return result;
  }
};

std::function<double(double)> steady(double bpm) {
  return [bpm](double) { return bpm; };
}

// Several evenings together.
Rig::Result evenings(Rig rig, double from, double to) {
  Rig::Result all;
  for (rig.seed = 1; rig.seed <= 20; rig.seed++) {
    const auto one = rig.run(from, to);
    REQUIRE(one.error_ms.size() > 100);
    for (const double e : one.error_ms) all.error_ms.push_back(std::abs(e));
    all.miscounted = std::max(all.miscounted, std::abs(one.miscounted));
    all.tempo = one.tempo;
  }
  std::sort(all.error_ms.begin(), all.error_ms.end());
  all.worst = all.error_ms.back();
  all.p99 = all.error_ms[all.error_ms.size() * 99 / 100];
  return all;
}

constexpr double kTempos[] = {20, 40, 97.3, 120, 174, 240};

double settled(double bpm) { return 2 + 150 / bpm; }  // two and a half memories

}  // namespace

TEST_CASE("TickLoop says nothing of the tempo before it has heard a quarter of a beat") {
  TickLoop loop;
  CHECK(loop.number() == -1);
  for (int i = 0; i < 6; i++) {
    CHECK(loop.ns_per_tick() == 0);
    loop.tick(Nanoseconds(kStart) + i * 20'000'000);
    CHECK(loop.number() == i);
  }
  CHECK(loop.ns_per_tick() == Approx(20e6));
  CHECK(loop.time_ns() == Approx(kStart + 100e6));
}

TEST_CASE("TickLoop follows a clean clock exactly, a jittering one to a fraction of its jitter") {
  for (const double bpm : kTempos) {
    CAPTURE(bpm);
    const auto clean = evenings({.tempo = steady(bpm)}, settled(bpm), 12);
    CHECK(clean.worst < 0.1);
    CHECK(clean.tempo == Approx(bpm).epsilon(1e-4));
    const auto usual = evenings({.tempo = steady(bpm), .jitter_ms = 1}, settled(bpm), 20);
    CHECK(usual.p99 < 0.7);
    const auto bad = evenings({.tempo = steady(bpm), .jitter_ms = 3}, settled(bpm), 20);
    CHECK(bad.p99 < 2);
    CHECK(bad.worst < 4);
    CHECK(bad.miscounted == 0);
  }
}

TEST_CASE("TickLoop counts lost ticks, and takes late ones for what they are") {
  for (const double bpm : kTempos) {
    CAPTURE(bpm);
    const auto lost = evenings({.tempo = steady(bpm), .jitter_ms = 1, .lost_share = 0.01}, settled(bpm), 20);
    CHECK(lost.miscounted == 0);
    CHECK(lost.worst < 2);
    const auto late = evenings({.tempo = steady(bpm), .jitter_ms = 1, .late_share = 0.03, .late_ms = 12}, settled(bpm), 20);
    CHECK(late.miscounted == 0);
    CHECK(late.p99 < 1.5);
  }
}

TEST_CASE("TickLoop follows a tempo that leaps within a second, and counts on") {
  for (const auto& [before, after] : {std::pair{120., 121.}, {120., 125.}, {120., 132.}, {120., 160.}, {120., 60.},
                                      {60., 120.}, {120., 90.}, {200., 80.}}) {
    CAPTURE(before, after);
    const auto tempo = [a = before, b = after](double seconds) { return seconds < 10 ? a : b; };
    for (const double jitter : {0.0, 1.0}) {
      const auto found = evenings({.tempo = tempo, .jitter_ms = jitter}, 11, 16);
      CHECK(found.worst < 0.1 + 1.5 * jitter);
      CHECK(found.miscounted == 0);
      CHECK(found.tempo == Approx(after).epsilon(0.003));
    }
  }
}

TEST_CASE("TickLoop goes along with a tempo that glides") {
  const auto ramp = [](double seconds) { return 100 + std::clamp((seconds - 5) * 5, 0.0, 40.0); };
  CHECK(evenings({.tempo = ramp}, 4, 16).worst < 1);
  CHECK(evenings({.tempo = ramp, .jitter_ms = 1}, 4, 16).p99 < 1.7);
  const auto player = [](double seconds) { return 120 * (1 + 0.05 * seconds / 60); };  // who drifts 5 % a minute
  CHECK(evenings({.tempo = player}, 4, 60).worst < 0.1);
}

TEST_CASE("TickLoop begins again after a silence, and lets a start say where the ticks are") {
  TickLoop loop;
  const auto at = [](double ms) { return Nanoseconds(kStart + ms * 1e6); };
  for (int i = 0; i < 48; i++) loop.tick(at(i * 20));
  loop.set_out();
  loop.tick(at(47 * 20 + 33));  // a start puts its first tick anywhere
  CHECK(loop.number() == 48);
  CHECK(loop.time_ns() == Approx(double(at(47 * 20 + 33))));
  CHECK(loop.ns_per_tick() == Approx(20e6).epsilon(1e-6));
  for (int i = 1; i < 24; i++) loop.tick(at(47 * 20 + 33 + i * 20));
  CHECK(loop.time_ns() == Approx(double(at(47 * 20 + 33 + 23 * 20))).margin(1000));

  loop.tick(at(10'000));
  CHECK(loop.ns_per_tick() == 0);
  for (int i = 1; i < 12; i++) loop.tick(at(10'000 + i * 31));
  CHECK(loop.ns_per_tick() == Approx(31e6));
}

TEST_CASE("TickLoop stays in bounds whatever comes") {
  std::mt19937 random(3);
  TickLoop loop;
  Nanoseconds now = Nanoseconds(kStart);
  for (int i = 0; i < 200'000; i++) {
    // Bursts, pauses, and times that step back.
    const int kind = int(random() % 10);
    now += kind < 4 ? 0 : kind < 7 ? Nanoseconds(random() % 1'000'000) : kind < 9 ? Nanoseconds(random() % 60'000'000)
                                                                                 : -Nanoseconds(random() % 3'000'000);
    if (random() % 1000 == 0) now += 2'000'000'000;
    if (random() % 500 == 0) loop.set_out();
    const auto before = loop.number();
    loop.tick(now);
    REQUIRE(loop.number() - before < 10'000);
    REQUIRE(std::isfinite(loop.time_ns()));
    REQUIRE((loop.ns_per_tick() == 0 || loop.ns_per_tick() >= 2.4e6));
  }
}
