// Parts on outputs of their own: each on its pair and nowhere else, nothing lost, no click on the way from one to another.

#include <random>

#include "tests/catch.h"
#include "tests/support/both_kinds.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kCount = 14400, kMoved = 7001, kStep = 240;
constexpr double kRate = 48000;

Sound on_pairs(Model& model, std::span<const Event> events, int pairs, int count = kCount, int block = 64) {
  return play(model, events, count, block, {}, pairs);
}

Event output(SampleIndex at, int number, int part = 0) { return control(at, ParameterId::kOutput, float(number), part); }

std::vector<Event> without_outputs(std::vector<Event> events) {
  std::erase_if(events, [](const Event& e) {
    return e.kind == EventKind::kControl && e.index == std::uint8_t(ParameterId::kOutput);
  });
  return events;
}

// Four parts that change their outputs all the time, some in the middle of a crossing.
std::vector<Event> restless(std::uint64_t seed, int count) {
  std::vector<Event> events = random_events(seed, count, 100, kRate);
  std::mt19937_64 random(seed);
  for (int at = 50; at < count; at += 1 + int(random() % 300))
    events.push_back(output(at, 1 + int(random() % kMaxOutputs), int(random() % 4)));
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  return events;
}

bool silent(const Sound& pair, int from = 0, int until = kCount) {
  const auto quiet = [=](const std::vector<float>& x) {
    return peak(std::span(x).subspan(std::size_t(from), std::size_t(until - from))) == 0;
  };
  return quiet(pair.left) && quiet(pair.right);
}

}  // namespace

TEST_CASE_METHOD(BothKinds, "A part plays on its own output, the same bits as on the first, and on no other") {
  const std::vector<Event> notes{note_on(100, 1, 55, 0.8f, 2), note_on(3001, 2, 62, 0.6f, 2), note_off(9000, 1, 2)};
  const Sound first = on_pairs(*make(), notes, 1);
  REQUIRE(peak(first.left) > 0.01f);
  for (int number = 1; number <= kMaxOutputs; number++) {
    const Sound moved = on_pairs(*make(), std::vector{output(0, number, 2)} + notes, kMaxOutputs);
    CAPTURE(neural, number);
    for (int p = 0; p < kMaxOutputs; p++) {
      if (p == number - 1) {
        CHECK(first_difference(moved.pair(p).left, first.left) == -1);
        CHECK(first_difference(moved.pair(p).right, first.right) == -1);
      } else {
        CHECK(silent(moved.pair(p)));
      }
    }
  }
}

TEST_CASE_METHOD(BothKinds, "Each of four parts is heard on its own output alone") {
  std::vector<Event> events;
  const float keys[] = {45, 52, 58, 63};
  for (int part = 0; part < 4; part++)
    events = events + plain_sound(part) + std::vector{output(0, 4 - part, part), note_on(0, part, keys[part], 0.8f, part)};
  const Sound sound = on_pairs(*make(), events, kMaxOutputs, 24000);
  for (int part = 0; part < 4; part++)
    for (int p = 0; p < kMaxOutputs; p++) {
      const double hz = 440 * std::exp2((keys[part] - 69) / 12);
      const double level = band_db(sound.pair(p).left, 4000, 16384, hz - 4, hz + 4, kRate);
      CAPTURE(neural, part, p, level);
      if (p == 3 - part) CHECK(level > -50);
      else CHECK(level < -65);
    }
}

TEST_CASE_METHOD(BothKinds, "Whatever moves between outputs, their sum is what one pair plays: nothing is lost or doubled") {
  for (std::uint64_t seed = 1; seed <= 4; seed++) {
    const auto events = restless(seed, kCount);
    const Sound one = on_pairs(*make({.voices = 8}), events, 1), four = on_pairs(*make({.voices = 8}), events, kMaxOutputs);
    std::vector<float> left(kCount), right(kCount);
    int heard = 0;
    for (int p = 0; p < kMaxOutputs; p++) {
      heard += peak(four.pair(p).left) > 1e-3f;
      for (std::size_t i = 0; i < kCount; i++) left[i] += four.pair(p).left[i], right[i] += four.pair(p).right[i];
    }
    for (std::size_t i = 0; i < kCount; i++) left[i] -= one.left[i], right[i] -= one.right[i];
    CAPTURE(neural, seed);
    CHECK(heard == kMaxOutputs);
    CHECK(peak(left) < 1e-5f * peak(one.left));
    CHECK(peak(right) < 1e-5f * peak(one.right));
  }
}

TEST_CASE_METHOD(BothKinds, "Where fewer outputs are open than a part asks for, it plays on the first, as if it had not asked") {
  const auto events = restless(7, kCount);
  const Sound asked = on_pairs(*make({.voices = 8}), events, 1);
  CHECK(first_difference(asked, on_pairs(*make({.voices = 8}), without_outputs(events), 1)) == -1);
  const std::vector<Event> note{note_on(100, 1, 57)};
  const Sound plain = on_pairs(*make(), note, 2);
  for (const int number : {3, 4}) {
    CHECK(first_difference(on_pairs(*make(), std::vector{output(0, number)} + note, 2), plain) == -1);
    // From one that is not open to another nothing happens; from one that is, it comes home.
    const auto away = std::vector{output(0, 3)} + note + std::vector{output(kMoved, 4)};
    CHECK(first_difference(on_pairs(*make(), away, 2), plain) == -1);
    const Sound home = on_pairs(*make(), std::vector{output(0, 2)} + note + std::vector{output(kMoved, number)}, 2);
    CHECK(silent(home.pair(0), 0, kMoved));
    CHECK(silent(home.pair(1), kMoved + kStep));
    CHECK(first_difference(std::span(home.left).subspan(kMoved + kStep), std::span(plain.left).subspan(kMoved + kStep)) == -1);
  }
}

TEST_CASE_METHOD(BothKinds, "A part that sounds crosses over in kStepSeconds without a click, from the event's sample on") {
  const auto events = plain_sound() + std::vector{note_on(0, 1, 48), note_on(0, 2, 55), output(kMoved, 3)};
  const Sound sound = on_pairs(*make(), events, kMaxOutputs), one = on_pairs(*make(), events, 1);
  const std::vector<float>&from = sound.pair(0).left, &to = sound.pair(2).left;
  CHECK(first_difference(std::span(from).first(kMoved), std::span(one.left).first(kMoved)) == -1);
  CHECK(silent(sound.pair(2), 0, kMoved));
  CHECK(silent(sound.pair(0), kMoved + kStep));
  CHECK(first_difference(std::span(to).subspan(kMoved + kStep), std::span(one.left).subspan(kMoved + kStep)) == -1);
  for (int i = 1; i < kStep; i++) {
    const double share = double(i) / kStep, x = one.left[std::size_t(kMoved + i)];
    REQUIRE(to[std::size_t(kMoved + i)] == Approx(share * x).margin(1e-6));
    REQUIRE(from[std::size_t(kMoved + i)] == Approx((1 - share) * x).margin(1e-6));
  }
  CHECK(joint_excess_db(from, kMoved, kRate, 400) < 6);
  CHECK(joint_excess_db(to, kMoved, kRate, 400) < 6);
  std::vector<float> cut = one.left;  // the same measure catches a switch
  for (std::size_t i = kMoved; i < cut.size(); i++) cut[i] = 0;
  CHECK(joint_excess_db(cut, kMoved, kRate, 400) > 6);
}

TEST_CASE_METHOD(BothKinds, "A part sent on in the middle of a crossing goes on from where it is") {
  const auto events = plain_sound() + std::vector{note_on(0, 1, 48), note_on(0, 2, 55), output(kMoved, 2),
                                                  output(kMoved + 100, 4), output(kMoved + 190, 1)};
  const Sound sound = on_pairs(*make(), events, kMaxOutputs), one = on_pairs(*make(), events, 1);
  for (int p = 0; p < kMaxOutputs; p++) {
    CAPTURE(neural, p);
    CHECK(joint_excess_db(sound.pair(p).left, kMoved + 100, kRate, 500) < 6);
    CHECK(silent(sound.pair(p), kMoved + 190 + kStep) == (p != 0));
  }
  CHECK(peak(sound.pair(3).left) > 0.05f * peak(one.left));
  CHECK(silent(sound.pair(2)));
}

TEST_CASE_METHOD(BothKinds, "A part that does not sound is on its new output at once: no onset is heard in the wrong place") {
  for (const bool note_first : {false, true}) {
    std::vector<Event> events{output(3000, 2), note_on(3000, 1, 60)};
    if (note_first) std::swap(events[0], events[1]);
    // Another part's sound does not count.
    const Sound sound = on_pairs(*make(), std::vector{note_on(0, 7, 50, 0.8f, 5), output(0, 3, 5)} + events, kMaxOutputs);
    CAPTURE(neural, note_first);
    CHECK(silent(sound.pair(0)));
    CHECK(silent(sound.pair(1), 0, 3000));
    CHECK_FALSE(silent(sound.pair(1), 3000, 3000 + kStep));
  }
}

TEST_CASE_METHOD(BothKinds, "Outputs that change all the time give the same bits in blocks of any size") {
  const auto events = restless(11, kCount);
  const Sound whole = on_pairs(*make({.voices = 8}), events, kMaxOutputs, kCount, kCount);
  for (const int block : {1, 17, 64, 100, 256}) {
    CAPTURE(neural, block);
    CHECK(first_difference(whole, on_pairs(*make({.voices = 8}), events, kMaxOutputs, kCount, block)) == -1);
  }
}

TEST_CASE_METHOD(BothKinds, "A patch change keeps every part on its output") {
  Event program_change = program(3000, programs()[1]);
  const Sound sound =
      on_pairs(*make(), std::vector{output(0, 2), note_on(100, 1, 60), program_change, note_on(6000, 2, 64)}, kMaxOutputs);
  CHECK(silent(sound.pair(0)));
  CHECK_FALSE(silent(sound.pair(1), 6000));
}
