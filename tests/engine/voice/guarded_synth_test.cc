#include "engine/voice/guarded_synth.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <set>

#include "engine/dsp/decibels.h"
#include "engine/stream/renderer.h"
#include "engine/voice/synth_reply.h"
#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/failing_far.h"
#include "tests/support/play.h"
#include "tests/support/signal.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kBlock = 64, kVoices = 16;
static_assert(kVoices + kGhosts <= FailingFar::kMost);

struct Played {
  Sound sound;
  std::set<int> missing;  // pieces without sound, by their first sample
  std::uint64_t lost = 0, refused = 0, returned = 0;
  int anew = 0;
};

// Plays with the far synth; `each` may break or mend it before the block that begins at a sample.
template <class Each>
Played played(const std::vector<Event>& events, int count, Each each) {
  FailingFar far;
  GuardCounters counters;
  NeuralModel model(small_neural_patch(), kernels::best(), guarding(far, counters, {.sounding = kVoices, .told = 2}));
  model.prepare({.voices = kVoices});
  Played result;
  int began = 0;
  each(0, far);
  result.sound = play(model, events, count, kBlock, [&](int at) {
    if (!model.sounds()) result.missing.insert(began);
    began = at;
    each(at, far);
  });
  result.lost = counters.lost;
  result.refused = counters.refused;
  result.returned = counters.returned;
  result.anew = far.anew;
  return result;
}

std::vector<Event> chord() {
  std::vector<Event> events = plain_sound();
  for (int i = 0; i < 5; i++) events.push_back(note_on(0, i, float(45 + 5 * i), 0.8f));
  return events;
}

Sound alone(const std::vector<Event>& events, int count) {
  NeuralModel model(small_neural_patch(), kernels::best());
  model.prepare({.voices = kVoices});
  return play(model, events, count, kBlock);
}

void require_like(const Sound& a, const Sound& b, int from, int count = 9600) {
  const auto level = [&](const Sound& s) {
    return db_of_amplitude(float(rms(std::span(s.left).subspan(std::size_t(from), std::size_t(count)))));
  };
  CAPTURE(from);
  REQUIRE(level(a) == Approx(level(b)).margin(1.5));
}

constexpr int kCrossing = int(GuardedSynth::kCrossingSeconds * 48000), kCalm = int(GuardedSynth::kCalmSeconds * 48000);

}  // namespace

TEST_CASE("Voices go to a far synth that is well, across the sound of both") {
  const auto events = chord();
  const Played p = played(events, 48000, [](int at, FailingFar& far) { far.well = at >= 9600; });
  CHECK(p.missing.empty());
  CHECK(p.lost == 0);
  CHECK(p.returned == 1);
  CHECK(p.anew == 1);
  const Sound reference = alone(events, 48000);
  REQUIRE(first_difference(std::span(p.sound.left).first(9600), std::span(reference.left).first(9600)) == -1);
  for (int at = 9600; at < 9600 + 2 * kCrossing; at += 240) REQUIRE(joint_excess_db(p.sound.left, at, 48000, 240) < 6);
  require_like(p.sound, reference, 9600, 4800);
  require_like(p.sound, reference, 24000);
}

TEST_CASE("A model says that it may be made elsewhere as soon as it has such a synth, and no other does") {
  FailingFar far;
  GuardCounters counters;
  const NeuralModel away(small_neural_patch(), kernels::best(), guarding(far, counters)), here(small_neural_patch(), kernels::best());
  CHECK(away.elsewhere());
  CHECK_FALSE(here.elsewhere());
  CHECK_FALSE(make_small_model()->elsewhere());
}

TEST_CASE("A failure costs one piece of sound, then the voices are here, and go back after a while") {
  const auto events = chord() + std::vector{note_on(19200, 7, 72), note_off(19230, 2)};
  for (const bool posts : {true, false}) {
    const Played p = played(events, 96000, [&](int at, FailingFar& far) {
      const bool broken = at == 19200 || at == 60032;
      far.takes = posts || !broken;
      far.answers = !broken;
    });
    CAPTURE(posts);
    CHECK(p.missing == std::set<int>{19200, 60032});
    CHECK(p.lost == 2);
    CHECK(p.returned == 3);  // at the beginning, and after each
    CHECK(p.anew == 3);
    const Sound reference = alone(events, 96000);
    for (const int from : {9600, 19200 + kBlock, 19200 + kCalm + 2 * kCrossing, 60032 + kBlock, 86000})
      require_like(p.sound, reference, from, 9600);
    // What was struck in the lost piece sounds, what was let go in it ends.
    for (int at = 19200 + kCalm; at < 19200 + kCalm + 2 * kCrossing; at += 240)
      REQUIRE(joint_excess_db(p.sound.left, at, 48000, 240) < 6);
  }
}

TEST_CASE("A far synth that fails while it is told of the voices costs nothing") {
  const auto events = chord();
  const Played p = played(events, 48000, [](int at, FailingFar& far) {
    far.well = at >= 9600;
    far.answers = at < 9600 + 2 * kBlock || at > 30000;
  });
  CHECK(p.missing.empty());
  CHECK(p.lost == 0);
  CHECK(p.refused == 1);
  CHECK(p.returned == 1);  // once it had been left alone for a while
  require_like(p.sound, alone(events, 48000), 12000);
}

TEST_CASE("A far synth that fails while the sound crosses over costs one piece, and the voices have never been away") {
  const auto events = chord();
  const int crossing = 9600 + (kVoices / 2 + 1) * kTellStretch + kCrossing / 2, fails = crossing / kBlock * kBlock;
  const Played p = played(events, 48000, [&](int at, FailingFar& far) {
    far.well = at >= 9600;
    far.answers = at < fails || at > 30000;
  });
  CHECK(p.missing == std::set<int>{fails});
  CHECK(p.lost == 1);
  CHECK(p.refused == 0);
  CHECK(p.returned == 1);
  require_like(p.sound, alone(events, 48000), fails + kBlock);
}

TEST_CASE("A note that is struck just before a failure is not taken for the one before it in its voice") {
  constexpr int kCycles = 20, kCycle = 48000, kBegin = 96000;
  auto events = plain_sound() + std::vector{note_on(0, 1, 60), note_off(2400, 1)};
  for (int i = 0; i < kCycles; i++) {
    const int fails = kBegin + kCycle * i;
    events.push_back(note_on(fails - 32 * i, 10 + i, 62));
    events.push_back(note_off(fails + 12000, 10 + i));
  }
  FailingFar far;
  GuardCounters counters;
  NeuralModel model(small_neural_patch(), kernels::best(), guarding(far, counters));
  model.prepare({.voices = 1});
  std::vector<int> sounding;
  (void)play(model, events, kBegin + kCycle * kCycles, kBlock, [&](int at) {
    const int into = at < kBegin ? kCycle : (at - kBegin) % kCycle;
    far.answers = into >= kBlock;
    if (into >= 9600 && into < 9600 + kBlock && sounding.size() < kCycles) sounding.push_back(model.sounding());
  });
  CHECK(counters.lost == kCycles);
  CHECK(sounding == std::vector<int>(kCycles, 1));
}

TEST_CASE("What comes back after a failure never comes from before it") {
  // The far one keeps its old voices through the failure: none of them may be heard again.
  std::vector<Event> events = chord();
  for (int i = 0; i < 5; i++) events.push_back(note_off(24000, i));
  const Played p = played(events, 144000, [](int at, FailingFar& far) { far.answers = at != 19200; });
  CHECK(p.lost == 1);
  REQUIRE(p.returned == 2);
  const Sound reference = alone(events, 144000);
  const auto last = [](const Sound& s) { return peak(std::span(s.left).last(4800)); };
  REQUIRE(last(reference) == 0);
  REQUIRE(last(p.sound) == 0);
}

namespace {

// Keeps what is applied, as the journal does.
class Kept final : public AppliedSink {
 public:
  void applied(const Event& event, const Applied&) override { events.push_back(event); }
  std::vector<Event> events;
};

Sound rendered(Renderer& renderer, int count, const std::function<void(int)>& each = {}) {
  Sound sound = still_sound(std::size_t(count), 1, 0.0f);
  for (int at = 0; at < count; at += kBlock) {
    if (each) each(at);
    (void)renderer.render({}, sound.span(std::size_t(at), kBlock));
  }
  return sound;
}

}  // namespace

TEST_CASE("Voices beyond what is here can sound are given up when the far synth fails, the quietest ones, and a replay does the same") {
  constexpr int kMany = 40, kFew = 6, kFails = 24000, kEnd = 96000;
  FailingFar far;
  GuardCounters counters;
  auto model = std::make_unique<NeuralModel>(small_neural_patch(), kernels::best(),
                                             guarding(far, counters, {.sounding = kFew, .told = 4}));
  model->prepare({.voices = kMany});
  Kept kept;
  Renderer live(48000, std::move(model), &kept);
  std::vector<Event> events = plain_sound();
  // Thirty notes once the far one has the voices; the last ones are the loudest, at intervals whose beats are too fast for
  // the windows below.
  for (int i = 0; i < 30; i++)
    events.push_back(note_on(9600, i, i < 30 - kFew ? float(36 + i) : 40 + 5.43f * float(i - 24), i < 30 - kFew ? 0.2f : 0.7f + 0.04f * float(i - 24)));
  for (int i = 0; i < 4; i++) events.push_back(note_on(kFails + 14400 * (i + 1), 100 + i, 72.3f + 5.43f * float(i), 0.9f));
  for (const Event& e : events) REQUIRE(live.schedule(e));
  std::vector<int> sounding;
  const Sound heard = rendered(live, kEnd, [&](int at) {
    far.answers = at < kFails;
    far.well = at < kFails;
    sounding.push_back(live.sounding());
  });
  CHECK(counters.lost == 1);
  CHECK(*std::max_element(sounding.begin(), sounding.begin() + kFails / kBlock) == 30);
  CHECK(*std::max_element(sounding.begin() + kFails / kBlock + 2, sounding.end()) == kFew);

  // What the journal keeps, played by the CPU alone.
  auto plain = std::make_unique<NeuralModel>(small_neural_patch(), kernels::best());
  plain->prepare({.voices = kMany});
  Renderer again(48000, std::move(plain));
  int hand_overs = 0;
  for (const Event& e : kept.events) {
    hand_overs += e.kind == EventKind::kHandOver;
    REQUIRE(again.schedule(e));
  }
  CHECK(hand_overs >= 3);  // to the few here, to all, to the few again
  const Sound meant = rendered(again, kEnd);
  const auto level = [](const Sound& s, int at) {
    return db_of_amplitude(float(rms(std::span(s.left).subspan(std::size_t(at), 4800))));
  };
  for (int at = kFails + 2 * kBlock + int(kGhostSeconds * 48000); at + 4800 <= kEnd; at += 4800) {
    CAPTURE(at);
    CHECK(level(heard, at) == Approx(level(meant, at)).margin(1));
  }
}

TEST_CASE("Guarding allocates nothing, whatever fails") {
  FailingFar far;
  GuardCounters counters;
  NeuralModel model(small_neural_patch(), kernels::best(), guarding(far, counters, {.sounding = kVoices, .told = 2}));
  model.prepare({.voices = kVoices});
  for (const Event& e : chord()) (void)model.apply(e);
  float left[kBlock], right[kBlock];
  const AllocationGuard guard;
  for (int block = 0; block < 2000; block++) {
    far.answers = block % 501 != 500;
    far.takes = block % 703 != 702;
    model.process({}, {left, right, kBlock});
  }
  const auto allocations = guard.count();
  CHECK(allocations == 0);
  CHECK(counters.lost >= 3);
}

TEST_CASE("A reply that is none is refused, and what it said is not taken") {
  constexpr int kFew = 4;
  OrderList list;
  list.prepare(kFew, 128, 0);
  RunOrder& run = list.run(2);
  run.count = 64;
  run.look = true;
  list.passed(64);
  auto sums = std::make_unique<PartSums>(), read = std::make_unique<PartSums>();
  sums->sounding = 1u << 3;
  for (int i = 0; i < 64; i++) sums->part[3].left[i] = float(i), sums->part[3].right[i] = -float(i);
  std::array<VoiceLook, kFew> looks, got;
  looks[2].level_db = -12;
  std::vector<std::byte> bytes(reply_room(kFew));
  const std::size_t size = write_reply(list.view(), *sums, looks, bytes);
  REQUIRE(size > 0);
  const std::span reply(bytes.data(), size);
  REQUIRE(read_reply(reply, 64, *read, got));
  CHECK(read->sounding == sums->sounding);
  CHECK(read->part[3].right[63] == -63);
  CHECK(got[2].level_db == -12);
  CHECK(got[1].level_db == VoiceLook().level_db);
  CHECK(write_reply(list.view(), *sums, looks, std::span(bytes).first(size - 1)) == 0);
  CHECK_FALSE(read_reply(reply, 63, *read, got));
  CHECK_FALSE(read_reply(reply.first(size - 1), 64, *read, got));
  CHECK_FALSE(read_reply(reply.first(3), 64, *read, got));
  // Every byte of the header and of the look's number, altered in turn: refused, or of no harm.
  for (std::size_t i = 0; i < size; i++) {
    auto altered = bytes;
    altered[i] ^= std::byte(0x81);
    (void)read_reply(std::span(altered).first(size), 64, *read, got);
  }
  for (const std::size_t i : {0u, 4u, 7u, 8u, 11u}) {
    auto altered = bytes;
    altered[i] ^= std::byte(0x81);
    CAPTURE(i);
    CHECK_FALSE(read_reply(std::span(altered).first(size), 64, *read, got));
  }
}
