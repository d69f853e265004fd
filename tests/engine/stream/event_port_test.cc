#include "engine/stream/event_port.h"

#include <atomic>
#include <cmath>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include "tests/catch.h"

using namespace seaglass;

namespace {

constexpr double kRate = 48000;
constexpr int kFrames = 64;
constexpr Nanoseconds kBegin = 1'000'000'000;

Nanoseconds time_of(double sample) { return kBegin + Nanoseconds(std::llround(sample * 1e9 / kRate)); }

// A clock after `callbacks` punctual callbacks.
void run(StreamClock& clock, int callbacks) {
  for (int i = 0; i < callbacks; i++) clock.tick(i * kFrames, kFrames, time_of(i * kFrames));
}

struct Received {
  Event event;
  EventTiming timing;
};

std::vector<Received> receive_all(EventPort& port) {
  std::vector<Received> all;
  Received one{};
  while (port.receive(one.event, one.timing)) all.push_back(one);
  return all;
}

}  // namespace

TEST_CASE("Events that belong together get one stamp, in order, all or none of them") {
  StreamClock clock;
  clock.prepare(kRate);
  EventPort port(clock, 4);
  run(clock, 40);
  Event events[6];
  for (int i = 0; i < 6; i++) events[i].id = i;
  const Nanoseconds now = time_of(40 * kFrames + 20.5);
  REQUIRE(port.send_together(std::span(events, 2), now));
  REQUIRE(port.send_together_at(std::span(events + 2, 2), now + 10'000'000, now));
  const auto all = receive_all(port);
  REQUIRE(all.size() == 4);
  for (int i = 0; i < 4; i++) {
    CHECK(all[std::size_t(i)].event.id == i);
    CHECK(all[std::size_t(i)].event.order == std::uint32_t(i));
    CHECK(all[std::size_t(i)].timing == (i >= 2 ? EventTiming::kExact : EventTiming::kArrival));
  }
  CHECK(all[0].event.at == all[1].event.at);
  CHECK(all[2].event.at == all[3].event.at);
  CHECK(all[2].event.at == Approx(double(all[0].event.at) + 480).margin(1));
  REQUIRE(port.send(events[0], now));
  CHECK_FALSE(port.send_together(std::span(events, 4), now));
  CHECK(port.dropped() == 4);
  CHECK(receive_all(port).size() == 1);
  const std::vector<Event> many(EventPort::kMaxTogether + 1);
  CHECK_FALSE(port.send_together(many, now));
  CHECK(port.dropped() == 4 + many.size());
  CHECK(receive_all(port).empty());
}

TEST_CASE("EventPort stamps with the sample of arrival, rounded down") {
  StreamClock clock;
  clock.prepare(kRate);
  run(clock, 10);
  EventPort port(clock);
  REQUIRE(port.send({.kind = EventKind::kNoteOn, .id = 3, .value = 60.5f}, time_of(600.4)));
  REQUIRE(port.send({.kind = EventKind::kNoteOff, .id = 3}, time_of(611.7)));
  const auto all = receive_all(port);
  REQUIRE(all.size() == 2);
  REQUIRE(all[0].event.at == 600);
  REQUIRE(all[0].event.kind == EventKind::kNoteOn);
  REQUIRE(all[0].event.id == 3);
  REQUIRE(all[0].event.value == 60.5f);
  REQUIRE(all[0].timing == EventTiming::kArrival);
  REQUIRE(all[1].event.at == 611);
}

TEST_CASE("EventPort stamps 0 while no device runs, and passes events on all the same") {
  StreamClock clock;
  clock.prepare(kRate);
  EventPort port(clock);
  REQUIRE(port.send({}, kBegin));
  REQUIRE(port.send_at({}, kBegin + 1'000'000'000, kBegin));
  for (const Received& received : receive_all(port)) {
    REQUIRE(received.event.at == 0);
    REQUIRE(received.timing == EventTiming::kArrival);
  }
}

TEST_CASE("EventPort's stamps never run backwards, whatever the clock does") {
  StreamClock clock;
  clock.prepare(kRate);
  EventPort port(clock);
  std::mt19937 random(7);
  std::uniform_int_distribution<int> jitter(-900'000, 900'000);
  SampleIndex last = 0;
  std::uint32_t order = 0;
  for (int i = 0; i < 3000; i++) {
    clock.tick(i * kFrames, kFrames, time_of(i * kFrames) + jitter(random));
    if (i == 1500) clock.restart();
    REQUIRE(port.send({}, time_of(i * kFrames + 20) + jitter(random)));
    for (const Received& received : receive_all(port)) {
      REQUIRE(received.event.at >= last);
      REQUIRE(received.event.order == order++);
      last = received.event.at;
    }
  }
  REQUIRE(last > 2900 * kFrames);
}

TEST_CASE("EventPort counts what does not fit, and keeps the older events") {
  StreamClock clock;
  clock.prepare(kRate);
  run(clock, 10);
  EventPort port(clock, 4);
  for (int i = 0; i < 4; i++) REQUIRE(port.send({.id = i}, time_of(700 + i)));
  REQUIRE_FALSE(port.send({.id = 98}, time_of(710)));
  REQUIRE_FALSE(port.send_at({.id = 99}, time_of(9000), time_of(710)));
  REQUIRE(port.dropped() == 2);
  const auto all = receive_all(port);
  REQUIRE(all.size() == 4);
  for (int i = 0; i < 4; i++) REQUIRE(all[i].event.id == i);
  REQUIRE(port.send({}, time_of(720)));
  REQUIRE(port.dropped() == 2);
}

TEST_CASE("EventPort gives an event for later the sample of its time") {
  StreamClock clock;
  clock.prepare(kRate);
  run(clock, 10);
  EventPort port(clock);
  REQUIRE(port.send_at({.id = 1}, time_of(48000), time_of(640.5)));
  REQUIRE(port.send_at({.id = 2}, time_of(20000), time_of(640.5)));  // bundles may come in any order
  REQUIRE(port.send({.id = 3}, time_of(641.5)));                     // and hold up nothing
  REQUIRE(port.send_at({.id = 4}, time_of(100), time_of(642.5)));    // too late: like any other
  REQUIRE(port.send_at({.id = 5}, time_of(642.5), time_of(642.5)));    // now: like any other
  const auto all = receive_all(port);
  REQUIRE(all.size() == 5);
  REQUIRE(all[0].event.at == 48000);
  REQUIRE(all[0].timing == EventTiming::kExact);
  REQUIRE(all[1].event.at == 20000);
  REQUIRE(all[1].timing == EventTiming::kExact);
  REQUIRE(all[2].event.at == 641);
  REQUIRE(all[2].timing == EventTiming::kArrival);
  REQUIRE(all[3].event.at == 642);
  REQUIRE(all[3].timing == EventTiming::kLate);
  REQUIRE(all[4].timing == EventTiming::kArrival);
}

TEST_CASE("EventPort gives an event with a wait its arrival and the wait, to the sample") {
  StreamClock clock;
  clock.prepare(kRate);
  run(clock, 10);
  EventPort port(clock);
  const Event pair[] = {{.id = 1}, {.id = 2}};
  REQUIRE(port.send_together_after(pair, 250'000'000, time_of(640.9)));
  REQUIRE(port.send_together_after({pair, 1}, 0, time_of(640.9)));
  REQUIRE(port.send({.id = 3}, time_of(640.9)));  // not held up
  const auto all = receive_all(port);
  REQUIRE(all.size() == 4);
  for (int i = 0; i < 2; i++) {
    CHECK(all[i].event.at == 640 + 12000);
    CHECK(all[i].timing == EventTiming::kAfter);
  }
  for (int i = 2; i < 4; i++) {
    CHECK(all[i].event.at == 640);
    CHECK(all[i].timing == EventTiming::kArrival);
  }
}

TEST_CASE("EventPort stands times at the ends of their range") {
  StreamClock clock;
  clock.prepare(kRate);
  run(clock, 10);
  EventPort port(clock);
  constexpr Nanoseconds kMost = std::numeric_limits<Nanoseconds>::max();
  constexpr Nanoseconds kLeast = std::numeric_limits<Nanoseconds>::min();
  REQUIRE(port.send_at({}, kMost, time_of(640.5)));
  REQUIRE(port.send_at({}, kLeast, time_of(640.5)));
  const auto all = receive_all(port);
  REQUIRE(all[0].timing == EventTiming::kExact);
  REQUIRE(all[0].event.at > 0);
  REQUIRE(all[1].event.at == 640);
}

TEST_CASE("EventPort carries events from its thread to the worker while the device calls") {
  constexpr int kEvents = 100'000;
  StreamClock clock;
  clock.prepare(kRate);
  clock.tick(0, kFrames, time_of(0));
  EventPort port(clock, 1024);
  std::atomic<bool> done{false};

  std::thread audio([&] {
    for (int i = 1; !done.load(std::memory_order_acquire); i++) {
      clock.tick(i * kFrames, kFrames, time_of(i * kFrames));
      std::this_thread::yield();
    }
  });
  std::thread source([&] {
    for (int i = 0; i < kEvents; i++)
      while (!port.send({.id = i}, time_of(i))) std::this_thread::yield();
  });
  SampleIndex last = 0;
  int wrong = 0;
  for (int next = 0; next < kEvents;) {
    Event event;
    EventTiming timing = EventTiming::kExact;
    if (!port.receive(event, timing)) {
      std::this_thread::yield();
      continue;
    }
    wrong += event.id != next++ || timing != EventTiming::kArrival || event.at < last;
    last = event.at;
  }
  source.join();
  done.store(true, std::memory_order_release);
  audio.join();
  REQUIRE(wrong == 0);
}

TEST_CASE("Whoever is told of a port's events is told of those that found room") {
  StreamClock clock;
  clock.prepare(48000);
  EventPort port(clock, 2);
  PresentValues present;
  port.tell(present, true);
  const auto vibrato = [](float value) {
    return Event{.kind = EventKind::kControl, .part = 2, .index = std::uint8_t(ParameterId::kVibrato), .value = value};
  };
  CHECK(port.send(vibrato(10), 0));
  CHECK(present.value(2, ParameterId::kVibrato) == 10);
  CHECK(present.take_touched());
  CHECK(port.send(vibrato(20), 0));
  CHECK_FALSE(port.send(vibrato(30), 0));
  CHECK(present.value(2, ParameterId::kVibrato) == 20);
  port.tell(present);
  (void)present.take_touched();
  Event event;
  EventTiming timing{};
  REQUIRE(port.receive(event, timing));
  CHECK(port.send(vibrato(40), 0));
  CHECK(present.value(2, ParameterId::kVibrato) == 40);
  CHECK_FALSE(present.take_touched());
}
