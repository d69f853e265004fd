#include "engine/stream/concealer.h"

#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "engine/dsp/random.h"
#include "engine/dsp/splice_lag.h"
#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/signal.h"
#include "tests/support/sound.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr double kRate = 48000;
constexpr int kJoint = 9613;      // where the first sample is missing
constexpr int kCount = 24000;

using Source = std::function<double(int)>;

double sine(double hz, int i) { return std::sin(2 * std::numbers::pi * hz / kRate * i); }

struct Named {
  const char* name;
  Source at;
};

std::vector<Named> sources() {
  const auto saw = [](double hz, int i) {  // band-limited, up to 20 kHz
    double sum = 0;
    for (int k = 1; k * hz < 20000; k++) sum += sine(hz * k, i) / k;
    return 0.3 * sum;
  };
  return {
      {"sine 110", [](int i) { return 0.5 * sine(110, i); }},
      {"sine 441.7", [](int i) { return 0.5 * sine(441.7, i); }},
      {"sine 1318", [](int i) { return 0.3 * sine(1318, i); }},
      {"chord", [](int i) { return 0.2 * (sine(261.6, i) + sine(311.1, i) + sine(392, i) + sine(466.2, i)); }},
      {"cluster", [](int i) { return 0.2 * (sine(220, i) + sine(233.1, i) + sine(246.9, i) + sine(587.3, i)); }},
      {"noise", [](int i) { return 0.2 * signed_random(std::uint64_t(i)); }},
      {"saw 147", [saw](int i) { return saw(147.3, i); }},
      {"saws", [saw](int i) { return 0.5 * (saw(196.1, i) + saw(246.9, i) + saw(293.7, i)); }},
  };
}

struct Heard {
  std::vector<float> left, right, truth;
  int touched = 0;
};

// Plays a source with `missing` samples from kJoint on that were not there in time; `lag` 0: as SpliceLag finds it.
Heard conceal(const Source& source, int missing, int lag, int block = 64) {
  Concealer concealer;
  SpliceLag splice;
  concealer.prepare(kRate);
  splice.prepare(kRate);
  Heard h;
  for (int i = 0; i < kCount; i++) h.truth.push_back(float(source(i)));
  h.left = h.right = h.truth;
  for (int i = kJoint; i < kJoint + missing; i++) h.left[i] = h.right[i] = 9;  // not there
  for (int at = 0, n = 0; at < kCount; at += n) {
    n = std::min(block, kCount - at);
    if (at < kJoint && at + n > kJoint) n = kJoint - at;
    const bool there = at < kJoint || at >= kJoint + missing;
    if (!there) n = std::min(n, kJoint + missing - at);
    for (int fed = 0; at < kJoint && fed < n; fed += kMaxSpan)
      splice.feed({h.truth.data() + at + fed, h.truth.data() + at + fed, std::min(n - fed, kMaxSpan)});
    h.touched += concealer.process({h.left.data() + at, h.right.data() + at, n}, there ? n : 0, lag > 0 ? lag : splice.lag());
  }
  return h;
}

}  // namespace

TEST_CASE("Concealment begins and ends without a spectrum that was not there, a hard zero does not") {
  for (const auto& [name, source] : sources())
    for (const int lag : {0, 240, 777, 1333, 1920})
      for (const int missing : {64, 480, 2400}) {
        const Heard h = conceal(source, missing, lag);
        CAPTURE(name, lag, missing);
        CHECK(joint_excess_db(h.left, kJoint, kRate, 224) <= 6);
        CHECK(joint_excess_db(h.left, kJoint + missing, kRate, 320) <= 6);
        REQUIRE(finite(h.left));
        REQUIRE(peak(h.left) < (lag == 0 ? 1.8f : 5.0f) * peak(h.truth));  // a lag that fits nothing overshoots
      }
}

TEST_CASE("The measure of a joint catches a hard zero, and a hard return") {
  for (const auto& [name, source] : sources()) {
    if (std::string(name) == "noise") continue;  // a gap in white noise adds nothing above its own spectrum
    std::vector<float> zeros;
    for (int i = 0; i < kCount; i++) zeros.push_back(i >= kJoint && i < kJoint + 480 ? 0.0f : float(source(i)));
    CAPTURE(name);
    const bool bright = std::string(name).starts_with("saw");  // a step drowns in what is there above 8 kHz
    if (!bright) REQUIRE(std::max(joint_excess_db(zeros, kJoint, kRate, 224), joint_excess_db(zeros, kJoint + 480, kRate, 320)) > 6);
  }
}

TEST_CASE("Concealment keeps the sound going while it lasts, and fades to silence after 80 ms") {
  for (const auto& [name, source] : sources()) {
    const Heard h = conceal(source, 9600, 0);
    const auto level = [&](int from, int n) { return rms(std::span(h.left).subspan(std::size_t(from), std::size_t(n))); };
    const double before = level(kJoint - 2400, 2400);
    CAPTURE(name);
    REQUIRE(level(kJoint, 480) > 0.5 * before);
    REQUIRE(level(kJoint, 480) < 1.6 * before);
    REQUIRE(peak(std::span(h.left).subspan(kJoint + int(0.080 * kRate), 2000)) == 0);
  }
}

TEST_CASE("Concealment counts what it touches, and gives the true samples back bit for bit") {
  for (const int missing : {1, 64, 333, 5000}) {
    const Heard h = conceal(sources()[3].at, missing, 0);
    const int recover = int(0.006 * kRate);
    CAPTURE(missing);
    REQUIRE(h.touched == missing + recover);
    REQUIRE(first_difference(std::span(h.left).first(kJoint), std::span(h.truth).first(kJoint)) == -1);
    const auto back = std::size_t(kJoint + missing + recover);
    REQUIRE(first_difference(std::span(h.left).subspan(back), std::span(h.truth).subspan(back)) == -1);
    int different = 0;
    for (int i = kJoint; i < int(back); i++) different += h.left[i] != h.truth[i];
    REQUIRE(different >= int(0.98 * h.touched));
  }
}

TEST_CASE("Concealment gives the same bits for any blocks, so that a replay hears it too") {
  const Heard a = conceal(sources()[7].at, 1000, 601, 64);
  for (const int block : {1, 17, 256, 4096}) {
    const Heard b = conceal(sources()[7].at, 1000, 601, block);
    REQUIRE(first_difference(a.left, b.left) == -1);
    REQUIRE(first_difference(a.right, b.right) == -1);
    REQUIRE(a.touched == b.touched);
  }
}

TEST_CASE("Concealment treats every pair alike: each as it would be alone, all in the same samples") {
  const auto all = sources();
  const int pick[] = {3, 5, 0};  // and a pair on which nothing plays
  Sound sound = still_sound(kCount, 4);
  for (int p = 0; p < 3; p++)
    for (int i = 0; i < kCount; i++) {
      const double x = all[std::size_t(pick[p])].at(i);
      (p == 0 ? sound.left : sound.more[std::size_t(p - 1)].left)[std::size_t(i)] = float(x);
      (p == 0 ? sound.right : sound.more[std::size_t(p - 1)].right)[std::size_t(i)] = float(0.5 * x);
    }
  const auto run = [](Sound s) {
    Concealer concealer;
    concealer.prepare(kRate, s.pairs());
    int touched = 0;
    for (int at = 0; at < kCount; at += 60) {
      const bool there = at < 9600 || (at >= 10200 && at < 10320) || at >= 12000;
      touched += concealer.process(s.span(std::size_t(at), 60), there ? 60 : 0, 601);
    }
    return std::pair(s, touched);
  };
  const auto [heard, touched] = run(sound);
  for (int p = 0; p < 4; p++) {
    const auto [alone, count] = run({sound.pair(p).left, sound.pair(p).right});
    CAPTURE(p);
    CHECK(count == touched);
    CHECK(first_difference(alone, {heard.pair(p).left, heard.pair(p).right}) == -1);
    CHECK((p == 3) == (first_difference(alone.left, sound.pair(p).left) == -1));
    CHECK((p == 3) == (peak(alone.left) == 0));
  }
}

TEST_CASE("Concealment stands misses one after the other, and before anything was heard") {
  Concealer concealer;
  concealer.prepare(kRate);
  std::vector<float> left(64, 9.0f), right(64, 9.0f);
  const AllocationGuard guard;
  REQUIRE(concealer.process({left.data(), right.data(), 64}, 0, 0) == 64);
  const bool silent = peak(left) == 0;
  bool whole = true;
  for (int i = 0; i < 400; i++) {
    for (int s = 0; s < 64; s++) left[s] = right[s] = float(0.5 * sine(330, i * 64 + s));
    (void)concealer.process({left.data(), right.data(), 64}, i % 5 == 3 ? i % 64 : 64, i * 13 % 3000 - 100);
    whole = whole && finite(left) && peak(left) < 4.0f;
  }
  const auto allocations = guard.count();
  REQUIRE(silent);
  REQUIRE(whole);
  REQUIRE(allocations == 0);
}
