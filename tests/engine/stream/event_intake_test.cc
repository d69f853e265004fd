#include "engine/stream/event_intake.h"

#include <algorithm>
#include <vector>

#include "tests/catch.h"
#include "tests/support/play.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr double kRate = 48000;
constexpr int kDelay = 128;

struct Log final : AppliedSink {
  void applied(const Event& event, const Applied&) override { events.push_back(event); }
  std::vector<Event> events;
};

// An intake in front of a renderer, with a clock that has been punctual.
struct Gate {
  Gate() {
    clock.prepare(kRate);
    for (int i = 0; i < 10; i++) clock.tick(i * 64, 64, time_of(i * 64));
    intake.prepare(kRate);
    intake.add(port);
  }
  static Nanoseconds time_of(double sample) { return 1'000'000'000 + Nanoseconds(sample * 1e9 / kRate); }
  void send(double at, const Event& event) { REQUIRE(port.send(event, time_of(at))); }
  void render(int count) {
    std::vector<float> left(std::size_t(count), 0.0f), right(left);
    renderer.render({}, {left.data(), right.data(), count});
  }

  StreamClock clock;
  EventPort port{clock};
  Log log;
  Renderer renderer{kRate, make_small_model({.voices = 4}), &log};
  EventIntake intake;
};

}  // namespace

TEST_CASE("EventIntake adds the delay, and nothing else") {
  Gate gate;
  gate.send(600.5, note_on(0, 1, 60));
  gate.send(700.5, note_off(0, 1));
  gate.intake.collect(gate.renderer, kDelay, false);
  gate.render(1000);
  REQUIRE(gate.log.events.size() == 2);
  REQUIRE(gate.log.events[0].at == 600 + kDelay);
  REQUIRE(gate.log.events[1].at == 700 + kDelay);
  REQUIRE(gate.intake.counters().late == 0);
  REQUIRE(gate.intake.counters().events == 2);
}

TEST_CASE("What was given with a note-on that is left out goes with it, and never to an older note of its id") {
  Gate gate;
  gate.render(3000);
  const double old = 3000 - kDelay - 1919.5;
  const Event together[] = {note_on(0, 1, 60), at_onset(note_set(0, 1, ParameterId::kVibrato, 50))};
  REQUIRE(gate.port.send_together(together, Gate::time_of(old)));
  gate.send(old, note_set(0, 1, ParameterId::kVibrato, 20));  // to a note that sounds: late, but meant
  gate.intake.collect(gate.renderer, kDelay, false);
  gate.render(64);
  REQUIRE(gate.log.events.size() == 1);
  REQUIRE(gate.log.events[0].value == 20);
  REQUIRE(gate.intake.counters().lost == 2);
}

TEST_CASE("A note up to 20 ms late starts at the first live sample, an older one is counted and left out") {
  Gate gate;
  gate.render(3000);
  const SampleIndex now = 3000;
  gate.send(double(now - kDelay) - 1919.5, note_on(0, 1, 60));  // 40 ms
  gate.send(double(now - kDelay) - 960.5, note_on(0, 2, 60));   // 961 samples
  gate.send(double(now - kDelay) - 959.5, note_on(0, 3, 60));   // 960 samples: 20 ms
  gate.send(double(now - kDelay) - 0.5, note_on(0, 4, 60));
  gate.send(double(now - kDelay) + 0.5, note_on(0, 5, 60));     // just in time
  gate.intake.collect(gate.renderer, kDelay, false);
  gate.render(64);
  REQUIRE(gate.log.events.size() == 3);
  for (int i = 0; i < 3; i++) {
    REQUIRE(gate.log.events[std::size_t(i)].id == 3 + i);
    REQUIRE(gate.log.events[std::size_t(i)].at == now);
  }
  REQUIRE(gate.intake.counters().events == 5);
  REQUIRE(gate.intake.counters().late == 4);
  REQUIRE(gate.intake.counters().lost == 2);
}

TEST_CASE("What is late and not a note-on is never left out: a note must end") {
  Gate gate;
  gate.render(30000);
  gate.send(650, note_off(0, 1));
  gate.send(651, controller(0, 64, 0));
  gate.intake.collect(gate.renderer, kDelay, false);
  gate.render(64);
  REQUIRE(gate.log.events.size() == 2);
  REQUIRE(gate.intake.counters().lost == 0);
  REQUIRE(gate.intake.counters().late == 2);
}

TEST_CASE("No note-off overtakes its note-on when the delay becomes shorter") {
  Gate gate;
  gate.send(600.5, note_on(0, 1, 60));
  gate.intake.collect(gate.renderer, 1088, false);
  gate.send(620.5, note_off(0, 1));
  gate.intake.collect(gate.renderer, kDelay, true);
  gate.render(4000);
  REQUIRE(gate.log.events.at(0).kind == EventKind::kNoteOn);
  REQUIRE(gate.log.events.at(1).kind == EventKind::kNoteOff);
  REQUIRE(gate.log.events.at(0).at == 1688);
  REQUIRE(gate.log.events.at(1).at == 1688);
}

TEST_CASE("What comes while the ring drains is moved to the first free sample, and is not late") {
  Gate gate;
  gate.render(2000);
  gate.send(700.5, note_on(0, 1, 60));
  gate.intake.collect(gate.renderer, kDelay, true);
  gate.render(64);
  REQUIRE(gate.log.events.at(0).at == 2000);
  REQUIRE(gate.intake.counters().late == 0);
  REQUIRE(gate.intake.counters().lost == 0);
}

TEST_CASE("EventIntake takes events for later as they are, without the delay") {
  Gate gate;
  REQUIRE(gate.port.send_at(note_on(0, 1, 60), Gate::time_of(2000), Gate::time_of(650)));
  gate.send(660.5, note_on(0, 2, 60));  // and holds nothing up for them
  gate.intake.collect(gate.renderer, kDelay, false);
  gate.render(3000);
  REQUIRE(gate.log.events.at(0).id == 2);
  REQUIRE(gate.log.events.at(0).at == 660 + kDelay);
  REQUIRE(gate.log.events.at(1).at == 2000);
}

TEST_CASE("A wait comes on top of the delay, and holds up nothing") {
  Gate gate;
  const Event note[] = {note_on(0, 1, 60)};
  REQUIRE(gate.port.send_together_after(note, Nanoseconds(1000 * 1e9 / 48000 + 0.5), Gate::time_of(650.5)));
  gate.send(660.5, note_on(0, 2, 60));
  gate.intake.collect(gate.renderer, kDelay, false);
  gate.render(3000);
  REQUIRE(gate.log.events.at(0).id == 2);
  REQUIRE(gate.log.events.at(0).at == 660 + kDelay);
  REQUIRE(gate.log.events.at(1).at == 650 + 1000 + kDelay);
  REQUIRE(gate.intake.counters().late == 0);
}

TEST_CASE("What is meant for a time that is past sounds at once, is counted, and never left out") {
  Gate gate;
  gate.render(500);
  REQUIRE(gate.port.send_at(note_on(0, 1, 60), Gate::time_of(-48000), Gate::time_of(650.5)));
  gate.intake.collect(gate.renderer, kDelay, false);
  REQUIRE(gate.intake.counters().late == 1);
  gate.render(2000);
  REQUIRE(gate.log.events.at(0).at == 500);
  // Ahead, but less than what is rendered already: at once.
  REQUIRE(gate.port.send_at(note_on(0, 2, 60), Gate::time_of(800), Gate::time_of(700.5)));
  gate.intake.collect(gate.renderer, kDelay, false);
  gate.render(64);
  REQUIRE(gate.log.events.at(1).at == 2500);
  REQUIRE(gate.intake.counters().late == 2);
  REQUIRE(gate.intake.counters().lost == 0);
}

TEST_CASE("No note ends before it begins, whatever times are chosen") {
  Gate gate;
  gate.render(500);
  gate.send(650.5, note_on(0, 1, 60));                                                            // at 650 + D
  REQUIRE(gate.port.send_at(note_off(0, 1), Gate::time_of(660), Gate::time_of(655.5)));           // sooner
  REQUIRE(gate.port.send_at(note_on(0, 2, 62), Gate::time_of(600), Gate::time_of(655.5)));        // too late
  REQUIRE(gate.port.send_at(note_off(0, 2), Gate::time_of(670), Gate::time_of(655.5)));           // in time
  gate.intake.collect(gate.renderer, kDelay, false);
  gate.render(3000);
  const auto& events = gate.log.events;
  REQUIRE(events.size() == 4);
  const auto order_of = [&](EventKind kind, int id) {
    return std::find_if(events.begin(), events.end(), [&](const Event& e) { return e.kind == kind && e.id == id; }) - events.begin();
  };
  for (const int id : {1, 2}) CHECK(order_of(EventKind::kNoteOn, id) < order_of(EventKind::kNoteOff, id));
}

TEST_CASE("What is sent far ahead leaves room for what is played, and its notes end") {
  Gate gate;
  const int most = int(EventIntake::kMostAhead);
  for (int done = 0; done < most + 100;) {
    for (int i = 0; i < 1000 && done < most + 100; i++, done++)
      REQUIRE(gate.port.send_at(note_on(0, done, 60), Gate::time_of(2e6), Gate::time_of(650)));
    gate.intake.collect(gate.renderer, kDelay, false);
  }
  CHECK(gate.intake.counters().lost == 100);
  REQUIRE(gate.port.send_at(note_off(0, 5), Gate::time_of(2.1e6), Gate::time_of(650)));
  gate.send(660.5, note_on(0, -1, 60));
  gate.intake.collect(gate.renderer, kDelay, false);
  gate.render(3000);
  CHECK(gate.intake.counters().lost == 100);
  CHECK(gate.log.events.size() == 2);
}

TEST_CASE("EventIntake takes a flood in bounded steps, in order, and counts what finds no room") {
  Gate gate;
  for (int i = 0; i < 8000; i++) gate.send(600 + i * 0.001, controller(0, 1, float(i % 128)));
  gate.intake.collect(gate.renderer, kDelay, false);
  REQUIRE(gate.intake.counters().events < 8000);
  gate.intake.collect(gate.renderer, kDelay, false);
  REQUIRE(gate.intake.counters().events == 8000);
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 8000; i++) gate.send(620, controller(0, 1, 0));
    for (int i = 0; i < 2; i++) gate.intake.collect(gate.renderer, kDelay, false);
  }
  REQUIRE(gate.intake.counters().events == 24000);
  REQUIRE(gate.intake.counters().lost == 24000 - Renderer::kMaxPending);
}
