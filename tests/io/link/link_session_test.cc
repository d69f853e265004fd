// Two programs in one session, in a build with Ableton Link (cmake --preset link); elsewhere, how it is refused.

#include "io/link/link_session.h"

#include <cmath>

#include "io/errors.h"
#include "io/os/time.h"
#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

#if defined(SEAGLASS_WITH_LINK)

namespace {

template <class Condition>
bool comes_true(Condition condition, double seconds = 20) {
  const Nanoseconds patience = now_ns() + Nanoseconds(seconds * 1e9);
  while (!condition() && now_ns() < patience) sleep_until(now_ns() + 10 * kMillisecond);
  return condition();
}

// By how many milliseconds two sessions differ about the beat in the bar.
double phase_error_ms(LinkSession& a, LinkSession& b) {
  const Nanoseconds when = now_ns();
  const LinkReading one = a.read(when), other = b.read(when);
  return std::abs(std::remainder(one.beat - other.beat, LinkSession::kQuantum)) * 60e3 / one.tempo;
}

struct Pair {
  std::unique_ptr<LinkSession> first = open_link(97), second = open_link(140);
  Pair() {
    INFO("two programs on this machine must reach each other by multicast");
    REQUIRE(comes_true([this] { return first->read(now_ns()).peers == 1 && second->read(now_ns()).peers == 1; }));
    // It travels as whole microseconds a beat.
    REQUIRE(comes_true([this] { return std::abs(first->read(now_ns()).tempo - second->read(now_ns()).tempo) < 1e-3; }));
  }
};

}  // namespace

TEST_CASE("Link: two programs agree in tempo and phase, and start and stop together") {
  Pair pair;
  CHECK(link_available());
  // Started by one, both play.
  pair.first->start(0, now_ns() + 50 * kMillisecond);
  CHECK(pair.first->read(now_ns()).playing);
  REQUIRE(comes_true([&] { return pair.second->read(now_ns()).playing; }));
  CHECK(std::abs(double(pair.first->read(now_ns()).since - pair.second->read(now_ns()).since)) < 5e6);
  // The clocks are one and the same here, so what differs is what Link's measurement of the other adds.
  CHECK(comes_true([&] { return phase_error_ms(*pair.first, *pair.second) < 2; }));

  // A new tempo, from the other side.
  pair.second->set_tempo(133, now_ns());
  CHECK(comes_true([&] { return std::abs(pair.first->read(now_ns()).tempo - 133) < 1e-3; }));
  CHECK(comes_true([&] { return phase_error_ms(*pair.first, *pair.second) < 2; }));

  // Stopped by the other, and continued by one from where it stood: in the bar's phase, so that both agree.
  pair.second->stop(now_ns());
  REQUIRE(comes_true([&] { return !pair.first->read(now_ns()).playing; }));
  const double stood = pair.first->read(now_ns()).beat;
  CHECK(pair.first->read(now_ns()).beat == stood);
  pair.first->start(stood, now_ns() + 20 * kMillisecond);
  REQUIRE(comes_true([&] { return pair.second->read(now_ns()).playing; }));
  CHECK(comes_true([&] { return phase_error_ms(*pair.first, *pair.second) < 2; }));
  CHECK(pair.first->read(now_ns()).beat > stood - LinkSession::kQuantum - 0.1);

  // One leaves: the other carries on.
  pair.second.reset();
  REQUIRE(comes_true([&] { return pair.first->read(now_ns()).peers == 0; }));
  CHECK(pair.first->read(now_ns()).playing);
  CHECK(pair.first->read(now_ns()).tempo == Approx(133).epsilon(1e-5));
}

TEST_CASE("Link: alone, a beat is where one wants it") {
  const auto link = open_link(100);
  const Nanoseconds when = now_ns() + 30 * kMillisecond;
  link->start(0, when);
  if (link->read(when).peers > 0) return;  // somebody else is on this network
  CHECK(link->read(when).beat == Approx(0).margin(1e-4));
  CHECK(link->read(when + 600 * kMillisecond).beat == Approx(1).margin(1e-4));
  const auto take = link->read(when).take;
  link->locate(17.25, when + kSecond);
  CHECK(link->read(when + kSecond).beat == Approx(17.25).margin(1e-4));
  CHECK(link->read(when).take != take);
  link->stop(when + 2 * kSecond);
  CHECK_FALSE(link->read(now_ns()).playing);
  CHECK(link->read(now_ns()).beat == Approx(17.25 + 100 / 60.0).margin(1e-3));
  link->locate(4, now_ns());
  CHECK(link->read(now_ns()).beat == 4);
}

#else

TEST_CASE("Link: a build without it says how to get one") {
  CHECK_FALSE(link_available());
  try {
    (void)open_link(120);
    FAIL("it joined something");
  } catch (const UsageError& error) {
    CHECK(error.exit_code == 2);
    CHECK(std::string(error.what()).find("cmake --preset link") != std::string::npos);
  }
}

#endif
