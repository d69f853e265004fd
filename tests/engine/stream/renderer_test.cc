#include "engine/stream/renderer.h"

#include <cmath>
#include <vector>

#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/play.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

struct Log final : AppliedSink {
  void applied(const Event& event, const Applied&) override { events.push_back(event); }
  std::vector<Event> events;
};

// Plays nothing and remembers what it was told.
class DeafModel final : public Model {
 public:
  explicit DeafModel(std::vector<Event>* log) : log_(log) {}
  void prepare(const ModelSetup&) override {}
  Applied apply(const Event& event) override {
    log_->push_back(event);
    return {};
  }
  void advance(int, int) override {}
  void finish(InputSpan, const AudioSpan& out) override {
    for (int i = 0; i < out.count; i++) out.left[i] = out.right[i] = 0;
  }
  int sounding() const override { return 0; }

 private:
  std::vector<Event>* log_;
};

Sound render(Renderer& renderer, int count, int block) {
  Sound s{std::vector<float>(std::size_t(count)), std::vector<float>(std::size_t(count))};
  for (int at = 0; at < count; at += block) {
    const int n = std::min(block, count - at);
    renderer.render({}, {s.left.data() + at, s.right.data() + at, n});
  }
  return s;
}

}  // namespace

TEST_CASE("Renderer applies events of one sample in the order in which they were scheduled") {
  Log log;
  Renderer renderer(48000, make_small_model(), &log);
  for (int i = 0; i < 500; i++) REQUIRE(renderer.schedule(note_on(100 + (499 - i) / 100, i, 60)));
  (void)render(renderer, 256, 64);
  REQUIRE(log.events.size() == 500);
  for (std::size_t i = 1; i < 500; i++) {
    const Event &a = log.events[i - 1], &b = log.events[i];
    REQUIRE(a.at <= b.at);
    if (a.at == b.at) REQUIRE(a.id < b.id);
  }
}

TEST_CASE("A panic takes back the notes that were on their way, and no more") {
  Log log;
  Renderer renderer(48000, make_small_model(), &log);
  Event given = note_set(5000, 1, ParameterId::kVibrato, 30);
  given.value2 = 1;  // with the note-on
  for (const Event& e : {note_on(5000, 1, 60), given, note_off(6000, 1), control(5500, ParameterId::kVibrato, 3)}) REQUIRE(renderer.schedule(e));
  REQUIRE(renderer.schedule(panic(100)));
  REQUIRE(renderer.schedule(note_on(90, 2, 60)));   // before it, though it came after
  REQUIRE(renderer.schedule(note_on(200, 3, 62)));  // a new beginning
  (void)render(renderer, 6400, 64);
  std::vector<EventKind> kinds;
  for (const Event& e : log.events) kinds.push_back(e.kind);
  using enum EventKind;
  CHECK(kinds == std::vector{kNoteOn, kPanic, kNoteOn, kControl, kNoteOff});
}

TEST_CASE("Renderer applies what comes for a sample already rendered at the next one, and says so") {
  Log log;
  Renderer renderer(48000, make_small_model(), &log);
  (void)render(renderer, 333, 64);
  REQUIRE(renderer.schedule(note_on(10, 1, 60)));
  (void)render(renderer, 64, 64);
  REQUIRE(log.events.at(0).at == 333);
}

TEST_CASE("Renderer refuses the event after kMaxPending and keeps the others") {
  Renderer renderer(48000, make_small_model({.voices = 4}));
  for (std::size_t i = 0; i < Renderer::kMaxPending; i++)
    REQUIRE(renderer.schedule(controller(SampleIndex(100000 + i), 1, 0)));
  REQUIRE_FALSE(renderer.schedule(controller(5, 1, 0)));
  REQUIRE(renderer.pending() == Renderer::kMaxPending);
}

TEST_CASE("Renderer gives the same bits in blocks of any size, swap and fade-out included") {
  const auto events = random_events(11, 24000, 100, 48000);
  const auto run = [&](int block) {
    Renderer renderer(48000, make_small_model({.voices = 8}));
    for (const Event& e : events) REQUIRE(renderer.schedule(e));
    REQUIRE(renderer.schedule({.at = 21001, .kind = EventKind::kFadeOut}));
    Sound a = render(renderer, 7001, block);
    renderer.swap(make_small_model({.voices = 8, .seed = 4}));
    const Sound b = render(renderer, 24000 - 7001, block);
    a.left.insert(a.left.end(), b.left.begin(), b.left.end());
    return a.left;
  };
  const auto whole = run(24000);
  REQUIRE(peak(whole) > 0.01f);
  for (const int block : {1, 17, 64, 100, 4096}) {
    CAPTURE(block);
    REQUIRE(first_difference(whole, run(block)) == -1);
  }
}

TEST_CASE("A bend at every sample under 60 voices ends pieces early, allocates nothing and is heard in any blocks") {
  std::vector<Event> events;
  for (int i = 0; i < 60; i++) events.push_back(note_on(0, i, float(36 + i)));
  // More orders than a list has room for, twice over, gain and end of the stream among them.
  for (int i = 0; i < 600; i++) events.push_back(bend(200 + i, float(i % 100) / 100));
  for (int i = 0; i < 200; i++) events.push_back(control(250 + i / 2, ParameterId::kGain, float(-i % 7)));
  events.push_back({.at = 700, .kind = EventKind::kFadeOut});
  const auto played = [&](int block) {
    Renderer renderer(48000, make_small_model());
    for (const Event& e : events) REQUIRE(renderer.schedule(e));
    Sound s{std::vector<float>(1024), std::vector<float>(1024)};
    const AllocationGuard guard;
    for (int at = 0; at < 1024; at += block) renderer.render({}, {s.left.data() + at, s.right.data() + at, block});
    REQUIRE(guard.count() == 0);
    return s;
  };
  const Sound whole = played(1024);
  REQUIRE(peak(whole.left) > 1e-3f);
  for (const int block : {1, 64, 256}) {
    CAPTURE(block);
    REQUIRE(first_difference(whole.left, played(block).left) == -1);
    REQUIRE(first_difference(whole.right, played(block).right) == -1);
  }
}

TEST_CASE("Renderer's swap crossfades without a step, ends, and hands the old model back") {
  Renderer renderer(48000, make_small_model());
  for (const Event& e : plain_sound() + std::vector{note_on(0, 1, 48), note_on(0, 2, 55)}) REQUIRE(renderer.schedule(e));
  Sound s = render(renderer, 12001, 64);
  renderer.swap(make_small_model({.seed = 2}));
  REQUIRE(renderer.swapping());
  REQUIRE_FALSE(renderer.take_retired());
  const Sound after = render(renderer, 12000, 64);
  s.left.insert(s.left.end(), after.left.begin(), after.left.end());
  REQUIRE(joint_excess_db(s.left, 12001, 48000, 300) < 6);
  REQUIRE(joint_excess_db(s.left, 12001 + 2880, 48000, 300) < 6);
  REQUIRE(peak(std::span(s.left).last(8000)) < 1e-3f);  // the new model knows of no note; the DC blocker comes to rest
  REQUIRE(renderer.swapping());                      // until the old one is taken
  REQUIRE(renderer.take_retired());
  REQUIRE_FALSE(renderer.swapping());
  // A swap without a crossfade is caught by the same measure.
  for (std::size_t i = 12001; i < s.left.size(); i++) s.left[i] = 0;
  REQUIRE(joint_excess_db(s.left, 12001, 48000, 300) > 6);
}

TEST_CASE("Renderer's swap crossfades every pair as it would the first, and parts keep their outputs") {
  // A part that is held over two swaps, one cut into the other model's time, and new notes in the new models.
  const auto heard = [](int number, int pairs, int block) {
    Renderer renderer(48000, make_small_model());
    const auto send = [&](const Event& e) { REQUIRE(renderer.schedule(e)); };
    send(control(0, ParameterId::kOutput, float(number), 2));
    send(note_on(0, 1, 48, 0.8f, 2));
    Sound sound = still_sound(24000, pairs);
    for (int at = 0; at < 24000; at += block) {
      if (at == 6000) {
        renderer.swap(make_small_model({.seed = 2}));
        send(note_on(6100, 2, 55, 0.7f, 2));
      }
      if (at == 15000) {
        REQUIRE(renderer.take_retired());
        renderer.swap(make_small_model({.seed = 3}), 4000);
      }
      renderer.render({}, sound.span(std::size_t(at), std::min(block, 24000 - at)));
    }
    return sound;
  };
  const Sound first = heard(1, 1, 60);
  REQUIRE(peak(first.left) > 0.01f);
  for (const int block : {60, 3000}) {
    const Sound third = heard(3, 4, block);
    for (int p = 0; p < 4; p++) {
      CAPTURE(block, p);
      const Sound wanted = p == 2 ? first : still_sound(24000);
      CHECK(first_difference(third.pair(p).left, wanted.left) == -1);
      CHECK(first_difference(third.pair(p).right, wanted.right) == -1);
    }
  }
}

TEST_CASE("Renderer carries controllers, parameters, wheel and pressure over to the next model") {
  std::vector<Event> before, after;
  Renderer renderer(48000, std::make_unique<DeafModel>(&before));
  const std::vector<Event> moved{controller(0, 7, 100), controller(0, 7, 90), controller(0, 64, 127, 3),
                                 control(0, ParameterId::kVibrato, 30, 2), bend(0, -0.5f, 1),
                                 {.kind = EventKind::kChannelPressure, .part = 4, .value = 0.7f},
                                 controller(0, 10, 20, kAllParts), note_on(0, 1, 60), program(0, 5)};
  for (const Event& e : moved) REQUIRE(renderer.schedule(e));
  (void)render(renderer, 10, 10);
  renderer.swap(std::make_unique<DeafModel>(&after));
  const auto recalled = [&](EventKind kind, int part, int index) {
    float value = -999;
    for (const Event& e : after)
      if (e.kind == kind && e.part == part && e.index == index) value = e.value;
    return value;
  };
  REQUIRE(recalled(EventKind::kController, 0, 7) == 90);
  REQUIRE(recalled(EventKind::kController, 3, 64) == 127);
  REQUIRE(recalled(EventKind::kControl, 2, int(ParameterId::kVibrato)) == 30);
  REQUIRE(recalled(EventKind::kBend, 1, 0) == -0.5f);
  REQUIRE(recalled(EventKind::kChannelPressure, 4, 0) == 0.7f);
  for (int part = 0; part < kParts; part++) REQUIRE(recalled(EventKind::kController, part, 10) == 20);
  for (const Event& e : after) REQUIRE(e.kind != EventKind::kNoteOn);
}

TEST_CASE("Renderer carries a position on the map over only until the part goes to another place") {
  const Event place{.kind = EventKind::kPlace, .part = 1, .index = 2};
  std::vector<Event> before, after;
  Renderer renderer(48000, std::make_unique<DeafModel>(&before));
  std::vector<Event> moved;
  for (int part = 0; part < 4; part++)
    for (const ParameterId id : {ParameterId::kX, ParameterId::kY, ParameterId::kMorph, ParameterId::kMorphTo, ParameterId::kDim1})
      moved.push_back(control(0, id, 0.25f, part));
  for (const Event& e : moved + std::vector{program(0, 3, 0), place, program(0, 3, 2), control(0, ParameterId::kX, 0.75f, 2)})
    REQUIRE(renderer.schedule(e));
  (void)render(renderer, 10, 10);
  renderer.swap(std::make_unique<DeafModel>(&after));
  const auto recalled = [&](ParameterId id, int part) {
    float value = -999;
    for (const Event& e : after)
      if (e.kind == EventKind::kControl && e.part == part && e.index == int(id)) value = e.value;
    return value;
  };
  for (const ParameterId id : {ParameterId::kX, ParameterId::kY, ParameterId::kMorph}) {
    CAPTURE(int(id));
    REQUIRE(recalled(id, 0) == -999);
    REQUIRE(recalled(id, 1) == -999);
    REQUIRE(recalled(id, 2) == (id == ParameterId::kX ? 0.75f : -999));
    REQUIRE(recalled(id, 3) == 0.25f);
  }
  for (int part = 0; part < 4; part++)  // what a change of place does not move
    for (const ParameterId id : {ParameterId::kMorphTo, ParameterId::kDim1}) REQUIRE(recalled(id, part) == 0.25f);
}

namespace {

// The sound of a note under whatever `events` left behind, in a model that took over after them.
std::vector<float> sound_after_swap(const std::vector<Event>& events, bool swap, bool neural = false) {
  const auto make = [&]() -> std::unique_ptr<Model> {
    if (neural) return make_small_neural();
    return make_small_model();
  };
  Renderer renderer(48000, make());
  for (const Event& e : events) REQUIRE(renderer.schedule(e));
  (void)render(renderer, 4800, 64);
  if (swap) renderer.swap(make());
  (void)render(renderer, 4800, 64);
  REQUIRE(renderer.schedule(note_on(9600, 1, 60)));
  return render(renderer, 9600, 64).left;
}

}  // namespace

TEST_CASE("A model that takes over sounds as the one before would have, whatever was moved, and in what order") {
  const std::vector<std::vector<Event>> moves{
      {controller(0, 101, 0), controller(0, 100, 0), controller(0, 6, 12), bend(10, 1)},  // the wheel's range by RPN
      {controller(0, 101, 0), controller(0, 100, 0), controller(0, 6, 12), controller(0, 101, 0), controller(0, 100, 1),
       controller(0, 6, 70), bend(10, 1)},                                                // and then the tuning
      {controller(0, 101, 0), controller(0, 100, 0), controller(0, 6, 12), controller(0, 38, 50), controller(0, 101, 127),
       controller(0, 100, 127), controller(0, 6, 3), bend(10, 1)},                        // none selected
      {control(0, ParameterId::kVolume, -30), controller(1, 7, 120)},                     // the later one counts
      {controller(0, 7, 120), control(1, ParameterId::kVolume, -30)},
      {control(0, ParameterId::kVibrato, 80), controller(1, 121, 0)},                     // reset means reset
      {control(0, ParameterId::kExpression, 0.2f), panic(5)},
      {control(0, ParameterId::kBendRange, 7), bend(0, 0.5f), controller(1, 101, 0), controller(1, 100, 0), controller(1, 6, 3)},
      {controller(0, 126, 0)},
      {controller(0, 126, 0), controller(1, 127, 0)},
  };
  for (std::size_t i = 0; i < moves.size(); i++) {
    CAPTURE(i);
    const auto stayed = sound_after_swap(moves[i], false), changed = sound_after_swap(moves[i], true);
    CHECK(first_difference(stayed, changed) == -1);
  }
  // About the map, and home again.
  const std::vector<Event> about{control(0, ParameterId::kX, 0.9f), control(0, ParameterId::kY, 0.1f), control(0, ParameterId::kMorph, 0.5f)};
  for (const auto& events : {about, about + std::vector{program(1, 0)}, about + std::vector{program(1, 0), control(2, ParameterId::kX, 0.6f)},
                             std::vector{controller(0, parameter(ParameterId::kX).controller, 100), program(1, 0)},
                             std::vector{program(0, 0), controller(1, parameter(ParameterId::kMorph).controller, 100)}})
    CHECK(first_difference(sound_after_swap(events, false, true), sound_after_swap(events, true, true)) == -1);
}

TEST_CASE("Renderer neither allocates nor frees, whatever is played, on one output or four") {
  const int pairs = GENERATE(1, kMaxOutputs);
  const auto events = random_events(3, 48000, 300, 48000);
  Renderer renderer(48000, make_small_model({.voices = 8}));
  auto next = make_small_model({.voices = 8});
  for (const Event& e : events) REQUIRE(renderer.schedule(e));
  Sound sound = still_sound(64, pairs);
  const AllocationGuard guard;
  for (int i = 0; i < 750; i++) {
    renderer.render({}, sound.span(0, 64));
    if (i == 300) renderer.swap(std::move(next));
    (void)renderer.schedule(note_on(renderer.position(), i, 60));
  }
  REQUIRE(guard.count() == 0);
}

TEST_CASE("A slow change of patch lasts as long as it is told, and its old notes can be let go of meanwhile") {
  constexpr SampleIndex kSlow = 48000;
  const auto heard = [&](bool let_go) {
    Renderer renderer(48000, make_small_model({.seed = 1}));
    REQUIRE(renderer.schedule(note_on(0, 1, 57)));
    if (let_go) REQUIRE(renderer.schedule(note_off(9600, 1)));
    std::vector<float> left(kSlow), right(kSlow);
    renderer.render({}, {left.data(), right.data(), 4800});
    std::vector<Event> none;
    renderer.swap(std::make_unique<DeafModel>(&none), kSlow);
    renderer.render({}, {left.data() + 4800, right.data() + 4800, int(kSlow) - 4800});
    CHECK(renderer.take_retired() == nullptr);
    float later[4800];
    renderer.render({}, {later, later, 4799});
    CHECK(renderer.take_retired() == nullptr);
    renderer.render({}, {later, later, 1});
    CHECK(renderer.take_retired() != nullptr);
    return band_db(left, 30000, 8192, 50, 5000, 48000);
  };
  const double held = heard(false);
  CHECK(held > -60);
  CHECK(heard(true) < held - 30);
}
