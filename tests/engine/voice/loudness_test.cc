// Velocity, volume, expression, pan: louder, softer, and where.

#include <cmath>

#include "engine/dsp/decibels.h"
#include "tests/support/both_kinds.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

struct Loudness : BothKinds {
  double level_db(const std::vector<Event>& events, bool right = false) const {
    const Sound s = play(plain_sound() + events, 24000);
    return 20 * std::log10(rms(std::span(right ? s.right : s.left).subspan(9600)) + 1e-12);
  }
};

}  // namespace

TEST_CASE_METHOD(Loudness, "A voice model is louder with every step of velocity, in every place") {
  for (const int place : programs()) {
    double before = -400;
    for (int v = 1; v <= 10; v++) {
      const Sound s = play(plain_sound() + std::vector{program(0, place), note_on(0, 1, place == 5 ? 36 : 60, float(v) / 10)}, 12000);
      const double db = 20 * std::log10(rms(s.left) + 1e-12);
      CAPTURE(place, v);
      REQUIRE(db > before + 0.5);
      before = db;
    }
  }
}

TEST_CASE_METHOD(Loudness, "A voice model's volume, expression and part gains follow their laws") {
  const double full = level_db({note_on(0, 1, 60)});
  REQUIRE(level_db({control(0, ParameterId::kVolume, -20), note_on(0, 1, 60)}) == Approx(full - 20).margin(0.01));
  REQUIRE(level_db({controller(0, 7, 64), note_on(0, 1, 60)}) == Approx(full + 40 * std::log10(64 / 127.0)).margin(0.01));
  REQUIRE(level_db({control(0, ParameterId::kExpression, 0.5f), note_on(0, 1, 60)}) == Approx(full - 12.04).margin(0.01));
  REQUIRE(level_db({controller(0, 7, 0), note_on(0, 1, 60)}) < -200);
  REQUIRE(level_db({note_on(0, 1, 60), note_set(10, 1, NoteKey::kGain, -6)}) == Approx(full - 6).margin(0.01));
}

TEST_CASE_METHOD(Loudness, "A voice model pans a part with equal power") {
  const double middle = level_db({note_on(0, 1, 60)});
  REQUIRE(level_db({note_on(0, 1, 60)}, true) == Approx(middle).margin(0.01));
  REQUIRE(level_db({controller(0, 10, 0), note_on(0, 1, 60)}) == Approx(middle + 3.01).margin(0.02));
  REQUIRE(level_db({controller(0, 10, 0), note_on(0, 1, 60)}, true) < -90);
  REQUIRE(level_db({controller(0, 10, 127), note_on(0, 1, 60)}) < -90);
  REQUIRE(level_db({note_on(0, 1, 60), note_set(10, 1, NoteKey::kPan, 1)}) < -90);
}

TEST_CASE_METHOD(Loudness, "A voice model's gains move without a step from the sample of the event on") {
  const auto base = plain_sound() + std::vector{note_on(0, 1, 48)};
  for (const Event& event : {controller(12001, 7, 20), controller(12001, 10, 120), control(12001, ParameterId::kExpression, 0.1f),
                             note_set(12001, 1, NoteKey::kGain, -30), note_set(12001, 1, NoteKey::kPan, -0.9f)}) {
    const Sound straight = play(base, 24000);
    const Sound moved = play(base + std::vector{event}, 24000);
    CAPTURE(int(event.kind), int(event.index));
    const auto first = first_difference(straight.left, moved.left);
    REQUIRE(first >= 12001);
    REQUIRE(first <= 12003);
    REQUIRE(joint_excess_db(moved.left, 12001, 48000, 300) < 6);
  }
  // A gain that jumps is seen. (The neural patch's random weights have steep sounds of their own.)
  if (neural) return;
  auto jump = play(base, 24000).left;
  for (std::size_t i = 12001; i < jump.size(); i++) jump[i] *= 0.03f;
  REQUIRE(joint_excess_db(jump, 12001, 48000, 300) > 6);
}

TEST_CASE_METHOD(Loudness, "A voice model changes place by program, on its own channel, for notes to come") {
  const auto heard = [this](const std::vector<Event>& events) { return play(events, 9600).left; };
  const auto bowed = heard({note_on(0, 1, 60)}), plucked = heard({program(0, 1), note_on(0, 1, 60)});
  REQUIRE(first_difference(bowed, plucked) != -1);
  REQUIRE(first_difference(heard({program(0, 1, 2), note_on(0, 1, 60)}), bowed) == -1);   // another channel
  REQUIRE(first_difference(heard({program(0, 77), note_on(0, 1, 60)}), bowed) == -1);     // no such place
  REQUIRE(first_difference(heard({note_on(0, 1, 60), program(500, 1)}), bowed) == -1);    // it sounds already
  REQUIRE(first_difference(heard({program(0, 1, kAllParts), note_on(0, 1, 60)}), plucked) == -1);
  const Event place{.at = 0, .kind = EventKind::kPlace, .part = 0, .index = kPlucked};
  REQUIRE(first_difference(heard({place, note_on(0, 1, 60)}), plucked) == -1);
}
