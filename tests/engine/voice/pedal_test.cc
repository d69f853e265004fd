// Sustain, half pedal, sostenuto, and the messages that end notes.

#include <cmath>

#include "tests/support/both_kinds.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kOff = 14403;       // note-off
constexpr int kLater = 24000;     // 0.2 s later, where the decay is measured
constexpr int kEnd = 28800;

struct Pedal : BothKinds {
  // Level in dB of what is left 0.2 s after the note-off.
  double left_db(const std::vector<Event>& before, const std::vector<Event>& after = {}, float key = 60) const {
    std::vector<Event> events = plain_sound() + before + std::vector{note_on(0, 1, key)};
    for (const Event& e : std::vector{note_off(kOff, 1)} + after) events.push_back(e);
    const Sound s = play(events, kEnd);
    return 20 * std::log10(rms(std::span(s.left).subspan(kLater)) + 1e-12);
  }
};

}  // namespace

TEST_CASE_METHOD(Pedal, "A half pedal damps between none and full, more the higher it stands") {
  const double open = left_db({controller(0, 64, 127)}), closed = left_db({controller(0, 64, 0)});
  REQUIRE(open > closed + 15);
  double before = open;
  for (const float position : {90.0f, 75.0f, 60.0f, 45.0f}) {
    const double half = left_db({controller(0, 64, position)});
    CAPTURE(position, half, before);
    REQUIRE(half < before - 0.2);
    REQUIRE(half > closed + 0.5);
    before = half;
  }
  REQUIRE(left_db({controller(0, 64, 20)}) == Approx(closed).margin(0.01));
}

TEST_CASE_METHOD(Pedal, "Letting the pedal go lets its notes go") {
  const double closed = left_db({controller(0, 64, 127)}, {controller(kOff + 100, 64, 0)});
  REQUIRE(closed == Approx(left_db({})).margin(1.5));
  REQUIRE(left_db({controller(0, 64, 127)}, {controller(kOff + 100, 64, 0, 4)}) > closed + 15);  // another channel's
}

TEST_CASE_METHOD(Pedal, "Sostenuto holds the notes that were down, and only those") {
  REQUIRE(left_db({}, {}) < left_db({}, {}) + 1);
  const double closed = left_db({}), open = left_db({controller(0, 64, 127)});
  // Down after the note-on: held. Before it: not.
  std::vector<Event> events = plain_sound() + std::vector{note_on(0, 1, 60), controller(9000, 66, 127), note_off(kOff, 1)};
  const Sound held = play(events, kEnd);
  REQUIRE(20 * std::log10(rms(std::span(held.left).subspan(kLater))) == Approx(open).margin(0.5));
  REQUIRE(left_db({controller(0, 66, 127)}) == Approx(closed).margin(0.5));
  // Up again: it goes.
  events.push_back(controller(kOff + 50, 66, 0));
  const Sound gone = play(events, kEnd);
  REQUIRE(20 * std::log10(rms(std::span(gone.left).subspan(kLater))) == Approx(closed).margin(1));
}

TEST_CASE_METHOD(Pedal, "All notes off respects the pedal, all sound off does not") {
  const auto sound = [this](const std::vector<Event>& events) {
    const Sound s = play(plain_sound() + events, kEnd);
    return 20 * std::log10(rms(std::span(s.left).subspan(kLater)) + 1e-12);
  };
  const double closed = left_db({}), open = left_db({controller(0, 64, 127)});
  REQUIRE(sound({note_on(0, 1, 60), controller(kOff, 123, 0)}) == Approx(closed).margin(0.5));
  REQUIRE(sound({controller(0, 64, 127), note_on(0, 1, 60), controller(kOff, 123, 0)}) == Approx(open).margin(0.5));
  REQUIRE(sound({controller(0, 64, 127), note_on(0, 1, 60), controller(kOff, 120, 0)}) < -200);
}

TEST_CASE_METHOD(Pedal, "All sound off and panic are silent within 10 ms, at every rate, and without a step") {
  for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0})
    for (const Event& end : {controller(0, 120, 0), panic(0)}) {
      const int at = int(0.25 * rate) + 1, count = int(0.4 * rate);
      std::vector<Event> events;
      for (int i = 0; i < 12; i++) events.push_back(note_on(0, i, float(30 + 2 * i)));
      events.push_back(controller(0, 64, 127));
      events.push_back(control(0, ParameterId::kNoise, -80));
      events.push_back(end);
      events.back().at = at;
      auto model = make({.rate = rate});
      const Sound s = test::play(*model, events, count, 64);
      const auto after = std::span(s.left).subspan(std::size_t(at + 0.010 * rate));
      CAPTURE(rate, int(end.kind));
      REQUIRE(peak(std::span(s.left).first(std::size_t(at))) > 0.05f);
      REQUIRE(peak(after) == 0);
      REQUIRE(model->sounding() == 0);
      REQUIRE(joint_excess_db(s.left, at, rate, 300) < 6);
    }
}

TEST_CASE_METHOD(Pedal, "All sound off leaves other channels alone, panic none") {
  const std::vector<Event> two{note_on(0, 1, 60, 0.8f, 0), note_on(0, 1, 67, 0.8f, 5)};
  auto model = make();
  (void)test::play(*model, two + std::vector{controller(4800, 120, 0, 5)}, 9600, 64);
  REQUIRE(model->sounding() == 1);
  model = make();
  (void)test::play(*model, two + std::vector{panic(4800)}, 9600, 64);
  REQUIRE(model->sounding() == 0);
}

TEST_CASE_METHOD(Pedal, "Panic and controller 121 put wheel and pedals back") {
  for (const Event& reset : {panic(4800), controller(4800, 121, 0)}) {
    std::vector<Event> events = plain_sound() + std::vector{bend(0, 1), controller(0, 64, 127), controller(0, 11, 10)};
    const Sound fresh = play(plain_sound() + std::vector{controller(0, 11, 127), note_on(4800, 1, 60), note_off(9600, 1)}, 24000);
    events.push_back(reset);
    const Sound s = play(events + std::vector{note_on(4800 + 480, 1, 60), note_off(9600 + 480, 1)}, 24480);
    REQUIRE(first_difference(std::span(fresh.left), std::span(s.left).subspan(480)) == -1);
  }
}

TEST_CASE_METHOD(Pedal, "A one-shot place ignores note-off") {
  const auto heard = [this](const std::vector<Event>& events) { return play(events, 14400).left; };
  const auto free = heard({program(0, 5), note_on(0, 1, 36)});
  REQUIRE(first_difference(heard({program(0, 5), note_on(0, 1, 36), note_off(100, 1)}), free) == -1);
}

TEST_CASE_METHOD(Pedal, "Every note ends: nothing sounds long after the last was let go") {
  for (const int place : programs()) {
    auto model = make();
    const Sound s = test::play(*model, std::vector{program(0, place), note_on(0, 1, 38), note_off(4800, 1)}, 48000 * 4, 4096);
    CAPTURE(place);
    REQUIRE(model->sounding() == 0);
    REQUIRE(peak(std::span(s.left).last(4800)) == 0);
  }
}
