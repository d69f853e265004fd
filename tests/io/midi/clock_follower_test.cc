#include "io/midi/clock_follower.h"

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "io/midi/clock_choice.h"
#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

constexpr Nanoseconds kStart = 1'000'000'000'000;
constexpr std::uint8_t kTick = 0xf8, kPlay = 0xfa, kGoOn = 0xfb, kHalt = 0xfc;

// A sequencer at the other end of the cable.
struct Sequencer {
  ClockFollower& follower;
  double bpm = 120;
  Nanoseconds now = kStart;  // of the next tick

  void say(std::uint8_t status) { follower.receive(std::array{status}, now - 1'000'000); }
  void say_position(int sixteenths) {
    follower.receive(std::array{std::uint8_t(0xf2), std::uint8_t(sixteenths & 127), std::uint8_t(sixteenths >> 7)}, now);
  }
  Nanoseconds tick(int count = 1) {
    const Nanoseconds last = now + Nanoseconds((count - 1) * 60e9 / (bpm * 24));
    for (int i = 0; i < count; i++) {
      follower.receive(std::array{kTick}, now);
      now += Nanoseconds(60e9 / (bpm * 24));
    }
    return last;
  }
};

double beat_at(const MidiClock& clock, Nanoseconds when) {
  return clock.beat + (double(when) - clock.time_ns) / clock.ns_per_tick / 24;
}

}  // namespace

TEST_CASE("MIDI clock gives the tempo, without a place as long as nothing says one") {
  for (const double bpm : {40.0, 97.3, 120.0, 240.0}) {
    ClockFollower follower;
    Sequencer sequencer{follower, bpm};
    CHECK(follower.read().tempo() == 0);
    CHECK_FALSE(follower.read().live(kStart));
    const Nanoseconds last = sequencer.tick(96);
    const MidiClock clock = follower.read();
    CHECK(clock.tempo() == Approx(bpm));
    CHECK(clock.live(last));
    CHECK_FALSE(clock.live(last + 600'000'000));
    CHECK_FALSE(clock.playing);
    CHECK_FALSE(clock.placed);
    CHECK(follower.messages() == 96);
  }
}

TEST_CASE("MIDI clock starts with the tick after the start, stops, goes on where it stopped") {
  ClockFollower follower;
  Sequencer sequencer{follower};
  sequencer.tick(30);
  sequencer.say(kPlay);
  CHECK_FALSE(follower.read().playing);  // not before its first tick
  const Nanoseconds first = sequencer.tick();
  CHECK(follower.read().playing);
  CHECK(follower.read().placed);
  CHECK(follower.read().start == 0);
  CHECK(beat_at(follower.read(), first) == Approx(0).margin(1e-6));
  const Nanoseconds last = sequencer.tick(60);  // ticks 1 to 60
  CHECK(beat_at(follower.read(), last) == Approx(60 / 24.0));

  const auto take = follower.read().take;
  sequencer.say(kHalt);
  CHECK_FALSE(follower.read().playing);
  CHECK(follower.read().take != take);
  sequencer.tick(17);  // many tick on
  CHECK(follower.read().beat == Approx(61 / 24.0));
  sequencer.say(kGoOn);
  const Nanoseconds again = sequencer.tick();
  CHECK(follower.read().start == Approx(61 / 24.0));
  CHECK(beat_at(follower.read(), again) == Approx(61 / 24.0));
  CHECK(beat_at(follower.read(), sequencer.tick(47)) == Approx(108 / 24.0));

  const auto running = follower.read().take;
  sequencer.say(kGoOn);  // says nothing new
  sequencer.tick();
  CHECK(follower.read().take == running);
}

TEST_CASE("MIDI clock's song position counts in sixteenths, standing and playing") {
  ClockFollower follower;
  Sequencer sequencer{follower};
  sequencer.say_position(16 * 4 + 3);
  sequencer.say_position(16 * 4 + 2);
  CHECK(follower.read().beat == 16.5);
  sequencer.say(kGoOn);
  const Nanoseconds first = sequencer.tick();
  CHECK(follower.read().start == 16.5);
  CHECK(follower.read().beat == 16.5);
  sequencer.tick(24);
  CHECK(beat_at(follower.read(), first) == Approx(16.5));
  sequencer.say_position(16383);
  const Nanoseconds leapt = sequencer.tick();
  CHECK(beat_at(follower.read(), leapt) == Approx(16383 / 4.0));
  sequencer.say(kPlay);
  sequencer.tick();
  CHECK(follower.read().beat == 0);
}

TEST_CASE("MIDI clock that plays stays where it is until the tick that sets out elsewhere") {
  ClockFollower follower;
  Sequencer sequencer{follower};
  sequencer.say(kPlay);
  sequencer.tick(60);
  const MidiClock before = follower.read();
  SECTION("to a position") {
    sequencer.say_position(16 * 4);
    CHECK(follower.read().take == before.take);
    CHECK(follower.read().beat == before.beat);
    CHECK(follower.read().playing);
    sequencer.tick();
    CHECK(follower.read().take == before.take + 1);
    CHECK(follower.read().start == 16);
    CHECK(follower.read().beat == Approx(16));
  }
  SECTION("to the beginning") {
    sequencer.say(kPlay);
    CHECK(follower.read().take == before.take);
    CHECK(follower.read().beat == before.beat);
    sequencer.tick();
    CHECK(follower.read().take == before.take + 1);
    CHECK(follower.read().beat == 0);
  }
  SECTION("and is stopped before it") {
    sequencer.say_position(16 * 4);
    sequencer.say(kHalt);
    CHECK_FALSE(follower.read().playing);
    CHECK(follower.read().beat == 16);
    sequencer.tick(5);
    sequencer.say(kGoOn);
    sequencer.tick();
    CHECK(follower.read().beat == Approx(16));
  }
}

TEST_CASE("MIDI clock that was told to start at a position begins there, in either order") {
  ClockFollower follower;
  Sequencer sequencer{follower};
  sequencer.say(kGoOn);
  sequencer.say_position(8);
  CHECK(follower.read().beat == 2);
  sequencer.tick();
  CHECK(follower.read().start == 2);
  sequencer.say(kHalt);
  sequencer.say(kPlay);
  sequencer.say(kHalt);  // before a tick
  sequencer.say(kGoOn);
  sequencer.tick();
  CHECK(follower.read().start == 0);
}

TEST_CASE("MIDI clock that was away while it played has lost its place") {
  ClockFollower follower;
  Sequencer sequencer{follower};
  sequencer.say(kPlay);
  sequencer.tick(100);
  CHECK(follower.read().playing);
  sequencer.now += 3'000'000'000;
  sequencer.tick(50);
  CHECK_FALSE(follower.read().playing);
  CHECK_FALSE(follower.read().placed);
  CHECK(follower.read().tempo() == Approx(120));
}

TEST_CASE("MIDI clock takes nothing else for a clock message") {
  ClockFollower follower;
  for (const auto& message : std::vector<std::vector<std::uint8_t>>{
           {}, {0x90}, {0xfe}, {0xff}, {0xf2}, {0xf2, 1}, {0xf2, 1, 200}, {0xf8, 0}, {0xf0, 1, 0xf7}, {0xf9}, {0xfd}})
    follower.receive(message, kStart);
  CHECK(follower.messages() == 0);
  CHECK_FALSE(follower.read().placed);
}

TEST_CASE("MIDI clock keeps its beat through jitter and lost ticks") {
  std::mt19937 random(9);
  std::uniform_real_distribution<double> jitter(-2e6, 2e6), share(0, 1);
  ClockFollower follower;
  constexpr double kTickNs = 60e9 / (126 * 24);
  follower.receive(std::array{kPlay}, kStart);
  std::vector<double> errors_ms;
  for (int i = 0; i < 24 * 200; i++) {
    const double due = double(kStart) + i * kTickNs;
    if (i < 24 || share(random) > 0.005) follower.receive(std::array{kTick}, Nanoseconds(due + jitter(random)));
    if (i > 96) errors_ms.push_back(std::abs(beat_at(follower.read(), Nanoseconds(due)) - i / 24.0) * kTickNs * 24 * 1e-6);
  }
  std::sort(errors_ms.begin(), errors_ms.end());
  CHECK(errors_ms[errors_ms.size() * 99 / 100] < 2);
}

TEST_CASE("of several clocks the first is followed until it falls silent") {
  ClockFollower a, b, c;
  const std::array<const ClockFollower*, 3> all{&a, &b, &c};
  ClockChoice choice;
  CHECK_FALSE(choice.choose(all, kStart));
  Sequencer second{b, 100}, third{c, 140};
  Nanoseconds now = second.tick(50);
  third.now = now;
  now = third.tick(1);
  auto clock = choice.choose(all, now);
  REQUIRE(clock);
  CHECK(clock->tempo() == Approx(100));
  const auto take = clock->take;
  while (third.now < second.now + 400'000'000) third.tick();
  CHECK(choice.choose(all, third.now)->tempo() == Approx(100));
  while (third.now < second.now + 700'000'000) third.tick();
  clock = choice.choose(all, third.now);
  REQUIRE(clock);
  CHECK(clock->tempo() == Approx(140));
  CHECK(clock->take != take);
  second.now = third.now;
  second.tick(20);  // it is back, and waits its turn
  CHECK(choice.choose(all, third.now)->tempo() == Approx(140));
  CHECK_FALSE(choice.choose(all, third.now + 2'000'000'000));
}
