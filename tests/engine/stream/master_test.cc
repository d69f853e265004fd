// The last stage, pair by pair: what one plays does not touch another, and what is promised holds on each.

#include "engine/stream/master.h"

#include <cmath>
#include <limits>

#include "tests/catch.h"
#include "tests/support/signal.h"
#include "tests/support/sound.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kCount = 9600;
constexpr double kRate = 48000;

// Two sines and an offset; `level` is the amplitude.
Sound tone(float level, double hz = 220) {
  Sound sound = still_sound(kCount);
  for (std::size_t i = 0; i < kCount; i++) {
    sound.left[i] = level * float(std::sin(6.2831853 * hz / kRate * double(i)) + 0.05);
    sound.right[i] = 0.7f * level * float(std::sin(6.2831853 * 1.5 * hz / kRate * double(i)));
  }
  return sound;
}

Sound beside(Sound first, const std::vector<Sound>& others) {
  first.more = others;
  return first;
}

// Gain and fade-out on the way.
Sound mastered(Sound sound, int block = 64, std::uint64_t* bad = nullptr) {
  Master master;
  master.prepare(kRate);
  for (int at = 0; at < kCount; at += block) {
    if (at == 3 * 64) master.set_gain(-3);
    if (at == 120 * 64) master.fade_out();
    master.process(at, sound.span(std::size_t(at), std::min(block, kCount - at)));
  }
  if (bad != nullptr) *bad = master.bad_samples();
  return sound;
}

}  // namespace

TEST_CASE("Master gives every pair what it gives the first, and nothing of another's") {
  const Sound loud = tone(8), soft = tone(0.1f, 150), zero = still_sound(kCount);
  const Sound loud_alone = mastered(loud), soft_alone = mastered(soft);
  REQUIRE(peak(loud_alone.left) <= Limiter::kCeiling);
  REQUIRE(peak(loud_alone.left) > Limiter::kKnee);
  const Sound all = mastered(beside(loud, {soft, zero, loud}));
  CHECK(first_difference(all.pair(0).left, loud_alone.left) == -1);
  CHECK(first_difference(all.pair(0).right, loud_alone.right) == -1);
  CHECK(first_difference(all.pair(1), soft_alone) == -1);  // a limiter of its own: the loud neighbour does not duck it
  CHECK(peak(all.pair(2).left) == 0);
  CHECK(peak(all.pair(2).right) == 0);
  CHECK(first_difference(all.pair(3), loud_alone) == -1);
  // Their sum in one pair would be limited otherwise.
  Sound sum = loud;
  for (std::size_t i = 0; i < kCount; i++) sum.left[i] += soft.left[i], sum.right[i] += soft.right[i];
  CHECK(first_difference(mastered(sum), loud_alone) != -1);
}

TEST_CASE("Master's gain and final fade are the whole instrument's") {
  const Sound source = tone(0.2f), all = mastered(beside(source, {source, source}));
  for (int p = 0; p < 3; p++) {
    const auto& x = all.pair(p).left;
    CAPTURE(p);
    CHECK(peak(std::span(x).subspan(120 * 64 + 480)) == 0);
    CHECK(rms(std::span(x).subspan(4800, 2400)) == Approx(rms(std::span(source.left).subspan(4800, 2400)) * std::exp2(-0.5)).epsilon(0.02));
  }
}

TEST_CASE("Master replaces and counts what is not a number on every pair") {
  Sound sound = beside(tone(0.2f), {tone(0.2f), tone(0.2f), tone(0.2f)});
  const Sound clean = mastered(sound);
  sound.more[2].right[5000] = std::numeric_limits<float>::quiet_NaN();
  sound.more[0].left[5001] = std::numeric_limits<float>::infinity();
  sound.left[5002] = -1e30f;
  std::uint64_t bad = 0;
  const Sound all = mastered(sound, 64, &bad);
  CHECK(bad == 3);
  for (int p = 0; p < 4; p++) CHECK((finite(all.pair(p).left) && finite(all.pair(p).right)));
  CHECK(first_difference(all.pair(2), clean.pair(2)) == -1);
}

TEST_CASE("Master gives the same bits in blocks of any size on every pair") {
  const Sound source = beside(tone(3), {tone(0.3f, 90), tone(1, 330)});
  const Sound whole = mastered(source, 64);
  for (const int block : {1, 16, 32}) CHECK(first_difference(whole, mastered(source, block)) == -1);
}
