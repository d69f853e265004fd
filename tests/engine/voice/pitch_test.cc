// Pitch: within a cent of the key at every rate, bent and glided at its sample.

#include <cmath>

#include "engine/dsp/decibels.h"
#include "tests/catch.h"
#include "tests/support/play.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

// Pitch of what sounds in [from, to) seconds, in keys, near `guess`.
double key_heard(const Sound& sound, double rate, double from, double to, double guess) {
  const auto begin = std::size_t(from * rate), count = std::size_t((to - from) * rate);
  const double hz = measure_hz(std::span(sound.left).subspan(begin, count), rate, hz_of_key(guess));
  // There must be something at that pitch whose phase says it.
  REQUIRE(band_db(sound.left, std::ptrdiff_t(begin), 32768, hz * 0.9, hz * 1.1, rate) > -65);
  return 69 + 12 * std::log2(hz / 440);
}

constexpr double kCent = 0.01;

}  // namespace

TEST_CASE("TrackModel plays every key within a cent, at every rate") {
  for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0})
    for (const float key : {36.0f, 53.5f, 60.0f, 71.25f, 88.0f}) {
      const Sound s = play(*make_small_model({.rate = rate}), plain_sound() + std::vector{note_on(0, 1, key)},
                           int(rate * 0.8), 64);
      CAPTURE(rate, key);
      REQUIRE(key_heard(s, rate, 0.2, 0.8, key) == Approx(key).margin(kCent));
    }
}

TEST_CASE("The measurement of pitch tells two cents apart") {
  const Sound s = play(*make_small_model(), plain_sound() + std::vector{note_on(0, 1, 60.02f)}, 38400, 64);
  REQUIRE(key_heard(s, 48000, 0.2, 0.8, 60) == Approx(60.02).margin(kCent));
  REQUIRE_FALSE(key_heard(s, 48000, 0.2, 0.8, 60) == Approx(60.0).margin(kCent));
}

TEST_CASE("TrackModel bends by the range that RPN 0 sets, two semitones before") {
  const auto require_key = [](double key, const std::vector<Event>& events) {
    const Sound s = play(*make_small_model(), plain_sound() + events, 38400, 64);
    REQUIRE(key_heard(s, 48000, 0.3, 0.8, key) == Approx(key).margin(kCent));
  };
  const std::vector<Event> up{note_on(0, 1, 60), bend(0, 1)};
  require_key(62, up);
  require_key(59, {note_on(0, 1, 60), bend(0, -0.5f)});
  const std::vector<Event> select{controller(0, 101, 0), controller(0, 100, 0)};
  require_key(67, select + std::vector{controller(0, 6, 7)} + up);
  // Heard at once by a note that is bent already.
  require_key(63.5, select + up + std::vector{controller(100, 6, 3), controller(101, 38, 50)});
  // Another parameter number, or none, leaves it alone.
  require_key(62, std::vector{controller(0, 101, 0), controller(0, 100, 5), controller(0, 6, 7)} + up);
  require_key(62, select + std::vector{controller(0, 99, 0), controller(0, 98, 0), controller(0, 6, 7)} + up);
  require_key(59.7, {control(0, ParameterId::kTune, -30), note_on(0, 1, 60)});
  require_key(65, {control(0, ParameterId::kTranspose, 5), note_on(0, 1, 60)});
}

TEST_CASE("TrackModel bends other parts not at all") {
  const Sound s = play(*make_small_model(), plain_sound() + std::vector{note_on(0, 1, 60), bend(0, 1, 3)}, 38400, 64);
  REQUIRE(key_heard(s, 48000, 0.2, 0.8, 60) == Approx(60).margin(kCent));
}

TEST_CASE("TrackModel bends at the very sample of the event, and without a step") {
  const auto base = plain_sound() + std::vector{note_on(0, 1, 48)};
  for (const int at : {12001, 12345, 12799}) {
    const Sound straight = play(*make_small_model(), base, 24000, 64);
    const Sound bent = play(*make_small_model(), base + std::vector{bend(at, 1)}, 24000, 64);
    const auto first = first_difference(straight.left, bent.left);
    CAPTURE(at);
    REQUIRE(first >= at);  // sample `at` itself is still the old phase, reached at the old frequency
    REQUIRE(first <= at + 2);
    REQUIRE(joint_excess_db(bent.left, at, 48000) < 6);
    REQUIRE(key_heard(bent, 48000, at / 48000.0 + 0.01, 0.5, 50) == Approx(50).margin(kCent));
    // The measure would have seen a step.
    auto broken = bent.left;
    for (std::size_t i = std::size_t(at); i < broken.size(); i++) broken[i] = 0;
    REQUIRE(joint_excess_db(broken, at, 48000) > 6);
  }
}

TEST_CASE("TrackModel plays an unpitched place as it is, whatever the key") {
  // Keys 36 and 38 are two drums; the partials of each are those that were recorded.
  const auto first_partial = [](float key) {
    std::vector<Event> events = plain_sound() + std::vector{program(0, 5), note_on(0, 1, key)};
    const Sound s = play(*make_small_model(), events, 9600, 64);
    return measure_hz(std::span(s.left).subspan(600, 6000), 48000, hz_of_key(key));
  };
  REQUIRE(first_partial(36) == Approx(hz_of_key(36)).epsilon(0.004));
  REQUIRE(first_partial(38) == Approx(hz_of_key(38)).epsilon(0.004));
}

TEST_CASE("TrackModel sets the pitch of one note at its sample") {
  const auto events = plain_sound() + std::vector{note_on(0, 1, 60), note_set(9001, 1, NoteKey::kPitch, 66.5f)};
  const Sound s = play(*make_small_model(), events, 38400, 64);
  REQUIRE(key_heard(s, 48000, 0.05, 0.18, 60) == Approx(60).margin(0.02));
  REQUIRE(key_heard(s, 48000, 0.2, 0.8, 66.5) == Approx(66.5).margin(kCent));
}

TEST_CASE("TrackModel glides from note to note in legato, and reaches the pitch in the time that was set") {
  const auto events = plain_sound() + std::vector{control(0, ParameterId::kMode, 2), control(0, ParameterId::kGlide, 0.2f),
                                                  note_on(0, 1, 60), note_on(14400, 2, 67)};
  const Sound s = play(*make_small_model(), events, 48000, 64);
  REQUIRE(key_heard(s, 48000, 0.1, 0.3, 60) == Approx(60).margin(0.02));
  REQUIRE(key_heard(s, 48000, 0.39, 0.41, 63.5) == Approx(63.5).margin(0.35));  // halfway after 0.1 s
  REQUIRE(key_heard(s, 48000, 0.55, 0.95, 67) == Approx(67).margin(kCent));
  REQUIRE(joint_excess_db(s.left, 14400, 48000) < 6);
}
