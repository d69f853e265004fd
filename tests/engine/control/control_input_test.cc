// A source's controls from bytes to events: what is taken from the instrument and what is not.

#include "engine/control/control_input.h"

#include <atomic>
#include <memory>
#include <random>
#include <thread>

#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr Nanoseconds kMs = 1'000'000;

Mapping mapping(const Control& control, const Target& target, Takeover takeover = Takeover::kJump) {
  Mapping m = standard_mapping(control, target);
  m.takeover = takeover;
  return m;
}

struct Box {
  PresentValues present;
  ControlInput input{present};
  EventBatch batch;
  std::vector<Event> events;  // all that came of the messages
  int taken = 0, passed = 0;
  std::vector<Event> instead;
  Nanoseconds now = 1000 * kMs;

  explicit Box(const std::vector<Mapping>& mappings = {}) { use(mappings); }
  void use(const std::vector<Mapping>& mappings) { input.set_map(ControllerMap(mappings)); }

  bool send(const Bytes& message, Nanoseconds later = 10 * kMs) {
    now += later;
    batch.clear();
    const auto answer = input.receive(message, now, batch);
    for (const Event& e : batch.events()) {
      present.follow(e);
      events.push_back(e);
    }
    if (answer.instead) instead.push_back(*answer.instead);
    (answer.taken ? taken : passed)++;
    return answer.taken;
  }
  void send_all(const Stream& stream) {
    for (const Bytes& message : stream) send(message);
  }
  float last() const { return events.back().value; }
};

const Target kVibratoOfAll = target_of(ParameterId::kVibrato);

}  // namespace

TEST_CASE("Without a map every message passes and nothing comes of it") {
  Box box;
  for (int n = 0; n < 128; n++) box.send(cc(1, n, 50));
  box.send_all({note_on(1, 60, 90), note_off(1, 60), program(1, 3), pressed(1, 4), bend(1, 100), {0xa0, 60, 4}});
  CHECK(box.taken == 0);
  CHECK(box.events.empty());
}

TEST_CASE("A mapped control is taken and gives its parameter, others pass") {
  Box box({mapping(knob_control(1, 21), target_of(ParameterId::kVibrato, 2))});
  CHECK(box.send(cc(1, 21, 127)));
  REQUIRE(box.events.size() == 1);
  CHECK(box.events[0].kind == EventKind::kControl);
  CHECK(box.events[0].source == Source::kMidi);
  CHECK(box.events[0].part == 2);
  CHECK(box.events[0].index == std::uint8_t(ParameterId::kVibrato));
  CHECK(box.events[0].value == 100);
  CHECK(box.present.value(2, ParameterId::kVibrato) == 100);
  CHECK_FALSE(box.send(cc(2, 21, 127)));
  CHECK_FALSE(box.send(cc(1, 22, 127)));
  CHECK(box.events.size() == 1);
}

TEST_CASE("One knob drives several parameters, each its own way") {
  Mapping down = mapping(knob_control(1, 21), target_of(ParameterId::kBrightness, 0));
  down.inverted = true;
  Mapping narrow = mapping(knob_control(1, 21), target_of(ParameterId::kNoise, 1));
  narrow.low = -20, narrow.high = -10;
  Box box({mapping(knob_control(1, 21), kVibratoOfAll), down, narrow});
  box.send(cc(1, 21, 0));
  REQUIRE(box.events.size() == 3);
  CHECK(box.events[0].value == 0);
  CHECK(box.events[1].value == 6);
  CHECK(box.events[2].value == -20);
  box.send(cc(1, 21, 127));
  CHECK(box.events[3].value == 100);
  CHECK(box.events[4].value == -6);
  CHECK(box.events[5].value == -10);
}

TEST_CASE("Values of any map and any stream stay within their ranges") {
  std::mt19937 random(3);
  int given = 0;
  for (int round = 0; round < 200; round++) {
    std::vector<Mapping> mappings;
    for (int i = 0; i < 60; i++) {
      const Parameter& p = parameters()[random() % kParameterCount];
      Control control = knob_control(1, int(random() % 98), ControlFormat(random() % (int(ControlFormat::kLast) + 1)));
      if (random() % 5 == 0)
        control = whole_control({ControlKind::kNote, 0, std::uint16_t(random() % 128)}, ControlFormat::kCoarse);
      if (random() % 9 == 0) control = whole_control({ControlKind::kBend, 0, 0}, ControlFormat::kFine);
      if (random() % 9 == 0)
        control = whole_control({ControlKind::kNrpn, 0, std::uint16_t(random() % 3)}, ControlFormat::kFine);
      Mapping m =
          standard_mapping(control, target_of(p.id, random() % 3 == 0 ? kAllParts : std::uint8_t(random() % kParts)));
      std::uniform_real_distribution<float> within(p.min, p.max);
      m.low = within(random), m.high = within(random);
      if (m.low > m.high) std::swap(m.low, m.high);
      m.inverted = random() % 2 == 0;
      m.takeover = Takeover(random() % 3);
      if (!is_relative(control.format)) m.press = Press(random() % 4);
      m.step = 0.05f + float(random() % 100);
      m.acceleration = 1 + float(random() % 31);
      if (what_is_wrong(m).empty() && what_conflicts(mappings, m).empty()) mappings.push_back(m);
    }
    Box box(mappings);
    for (int i = 0; i < 500; i++) {
      const Bytes any[] = {cc(1, int(random() % 128), int(random() % 128)),
                           note_on(1, int(random() % 128), int(random() % 128)), bend(1, int(random() % 16384)),
                           nrpn(1, int(random() % 3), int(random() % 16384))[random() % 4]};
      box.send(any[random() % 4], Nanoseconds(random() % 100'000'000));
    }
    for (const Event& e : box.events) {
      REQUIRE(e.kind == EventKind::kControl);
      const auto fits_one = [&](const Mapping& m) {
        return int(m.target.parameter) == e.index && m.target.part == e.part && e.value >= m.low && e.value <= m.high;
      };
      REQUIRE(std::any_of(mappings.begin(), mappings.end(), fits_one));
      given++;
    }
  }
  CHECK(given > 10000);
}

TEST_CASE("A knob waits for the value that OSC left, takes it, and keeps it over another map") {
  const Mapping vibrato = mapping(knob_control(1, 21), kVibratoOfAll, Takeover::kPickup);
  Box box({vibrato});
  box.present.follow(
      {.kind = EventKind::kControl, .part = kAllParts, .index = std::uint8_t(ParameterId::kVibrato), .value = 50});
  box.send_all(sweep(1, 21, 10, 60));
  CHECK(box.taken == 51);
  CHECK(box.events.empty());
  box.send_all(sweep(1, 21, 61, 80));
  CHECK(box.events.size() == 17);  // from 64 on
  CHECK(box.last() == Approx(100 * 80 / 127.0));
  // Another control is learned meanwhile: this one goes on, even by leaps.
  box.use({mapping(knob_control(1, 3), target_of(ParameterId::kPan)), vibrato});
  box.send(cc(1, 21, 100));
  CHECK(box.last() == Approx(100 * 100 / 127.0));
  // Somebody else moves the parameter: it waits again.
  box.present.follow(
      {.kind = EventKind::kControl, .part = 4, .index = std::uint8_t(ParameterId::kVibrato), .value = 3});
  const std::size_t before = box.events.size();
  box.send(cc(1, 21, 90));
  CHECK(box.events.size() == before);
}

TEST_CASE("A fader of 14 bits moves its parameter in 14 bits and never backwards on the way") {
  Box box({mapping(knob_control(1, 16, ControlFormat::kFine), kVibratoOfAll)});
  box.send_all(fine_sweep(1, 16, 0, 16383, 37));
  CHECK(box.passed == 0);
  CHECK(box.events.size() > 400);
  for (std::size_t i = 1; i < box.events.size(); i++) REQUIRE(box.events[i].value > box.events[i - 1].value);
}

TEST_CASE("An encoder steps from where the parameter stands, farther when it is turned fast") {
  Mapping m = mapping(knob_control(1, 20, ControlFormat::kTwosComplement), target_of(ParameterId::kExpression));
  m.acceleration = 8;
  Box box({m});
  box.present.follow(
      {.kind = EventKind::kControl, .part = kAllParts, .index = std::uint8_t(ParameterId::kExpression), .value = 0.5f});
  for (int i = 0; i < 10; i++) box.send(cc(1, 20, 1), 300 * kMs);
  const float slowly = box.last();
  CHECK(slowly == Approx(0.5 + 10 / 127.0).margin(1e-3));
  for (int i = 0; i < 10; i++) box.send(cc(1, 20, 127), 300 * kMs);
  CHECK(box.last() == Approx(0.5).margin(1e-3));
  for (int i = 0; i < 10; i++) box.send(cc(1, 20, 1), 10 * kMs);
  CHECK(box.last() - 0.5f > 3 * (slowly - 0.5f));
  for (int i = 0; i < 200; i++) box.send(cc(1, 20, 1), 10 * kMs);
  CHECK(box.last() == 1);
}

TEST_CASE("An encoder is as fast to the left as to the right") {
  Mapping m = mapping(knob_control(1, 20, ControlFormat::kBinaryOffset), target_of(ParameterId::kTune));
  m.acceleration = 8;
  for (const int slow : {0, 1}) {
    float reached[2];
    for (const int way : {0, 1}) {
      Box box({m});
      for (int i = 0; i < 8; i++) box.send(cc(1, 20, way == 0 ? 65 : 63), slow != 0 ? 300 * kMs : 10 * kMs);
      reached[way] = box.last();
    }
    CHECK(reached[0] > 0);
    CHECK(reached[0] == Approx(-reached[1]).margin(0.1));
  }
}

TEST_CASE("A button that is held is let go though learning or another map comes between") {
  Mapping hold = mapping(knob_control(1, 40), kVibratoOfAll);
  hold.press = Press::kMomentary;
  const Mapping other = mapping(knob_control(1, 41), target_of(ParameterId::kPan));
  Box box({hold});
  box.send(cc(1, 40, 127));
  box.input.set_learning(true);
  box.send(cc(1, 40, 0));
  REQUIRE(box.events.size() == 2);
  CHECK(box.last() == 0);
  box.send(cc(1, 40, 127));
  CHECK(box.events.size() == 2);
  box.input.set_learning(false);
  box.send(cc(1, 40, 127));
  box.use({hold, other});
  box.send(cc(1, 1, 0));
  CHECK(box.events.size() == 3);
  box.use({other});
  box.send(cc(1, 1, 0));
  REQUIRE(box.events.size() == 4);
  CHECK(box.last() == 0);
}

TEST_CASE("Buttons hold while pressed, toggle, and set") {
  Mapping hold = mapping(knob_control(1, 40), kVibratoOfAll),
          toggle = mapping(knob_control(1, 41), target_of(ParameterId::kNoise)),
          set = mapping(knob_control(1, 42), target_of(ParameterId::kPan));
  hold.press = Press::kMomentary;
  toggle.press = Press::kToggle;
  set.press = Press::kSet;
  set.low = set.high = 0.25f;
  Box box({hold, toggle, set});
  box.send_all({cc(1, 40, 127), cc(1, 40, 0)});
  CHECK(box.events[0].value == 100);
  CHECK(box.events[1].value == 0);
  box.send_all({cc(1, 41, 127), cc(1, 41, 0), cc(1, 41, 127), cc(1, 41, 0)});
  REQUIRE(box.events.size() == 4);
  CHECK(box.events[2].value == -80);  // 0 dB is nearer to 24
  CHECK(box.events[3].value == 24);
  box.send_all({cc(1, 42, 127), cc(1, 42, 127)});  // a box that never says that it was let go
  REQUIRE(box.events.size() == 6);
  CHECK(box.events[5].value == 0.25f);
}

TEST_CASE("Notes and programs are buttons") {
  Box box({standard_mapping(whole_control({ControlKind::kNote, 9, 36}, ControlFormat::kCoarse),
                            target_of(ParameterId::kVibrato)),
           standard_mapping(whole_control({ControlKind::kProgram, 0, kAnyProgram}, ControlFormat::kCoarse),
                            target_of(ControlAction::kSetlistGo)),
           standard_mapping(whole_control({ControlKind::kNote, 9, 37}, ControlFormat::kCoarse),
                            target_of(ControlAction::kPanic)),
           standard_mapping(whole_control({ControlKind::kNote, 9, 38}, ControlFormat::kCoarse),
                            target_of(ControlAction::kTapTempo))});
  box.send_all({note_on(10, 36, 3), note_off(10, 36), note_on(10, 36, 127), note_on(10, 36, 0)});
  REQUIRE(box.events.size() == 2);
  CHECK(box.events[0].value == 100);
  CHECK(box.events[1].value == 0);
  box.send(note_on(10, 37, 80));
  REQUIRE(box.events.size() == 3);
  CHECK(box.events[2].kind == EventKind::kPanic);
  CHECK(box.events[2].part == kAllParts);
  box.send(program(1, 6));
  box.send(note_on(10, 38, 80));
  CHECK(box.passed == 0);
  ControlPress press;
  REQUIRE(box.input.take(press));
  CHECK(press.action == ControlAction::kSetlistGo);
  CHECK(press.number == 7);
  REQUIRE(box.input.take(press));
  CHECK(press.action == ControlAction::kTapTempo);
  CHECK(press.when == box.now);
  CHECK_FALSE(box.input.take(press));
}

TEST_CASE("A key or pedal that went down before it was mapped is let go") {
  Box box;
  CHECK_FALSE(box.send(note_on(1, 60, 100)));
  CHECK_FALSE(box.send(cc(1, 66, 127)));
  box.use({standard_mapping(whole_control({ControlKind::kNote, 0, 60}, ControlFormat::kCoarse), kVibratoOfAll),
           mapping(knob_control(1, 66), target_of(ParameterId::kNoise))});
  CHECK_FALSE(box.send(note_off(1, 60)));
  CHECK_FALSE(box.send(cc(1, 66, 0)));
  CHECK(box.events.empty());
  CHECK(box.send(note_on(1, 60, 100)));
  CHECK(box.send(note_off(1, 60)));
  CHECK(box.send(cc(1, 66, 127)));
}

TEST_CASE("A wheel that is mapped while it is bent leaves nothing bent") {
  Box box;
  CHECK_FALSE(box.send(bend(3, 16383)));
  box.use(
      {mapping(whole_control({ControlKind::kBend, 2, 0}, ControlFormat::kFine), kVibratoOfAll),
       mapping(whole_control({ControlKind::kPressure, 2, 0}, ControlFormat::kCoarse), target_of(ParameterId::kNoise))});
  CHECK(box.send(bend(3, 12000)));
  REQUIRE(box.instead.size() == 1);
  CHECK(box.instead[0].kind == EventKind::kBend);
  CHECK(box.instead[0].part == 2);
  CHECK(box.instead[0].value == 0);
  CHECK(box.send(bend(3, 11000)));
  CHECK(box.send(pressed(3, 90)));
  REQUIRE(box.instead.size() == 2);
  CHECK(box.instead[1].kind == EventKind::kChannelPressure);
}

TEST_CASE("While somebody learns, what can be learned moves nothing, and what plays goes on") {
  Box box({mapping(knob_control(1, 21), kVibratoOfAll, Takeover::kPickup),
           standard_mapping(knob_control(1, 50), target_of(ControlAction::kLearnCancel)),
           standard_mapping(knob_control(1, 51), target_of(ControlAction::kSetlistNext))});
  box.send(cc(1, 21, 0));
  box.send(cc(1, 21, 5));
  CHECK(box.events.size() == 2);
  box.input.set_learning(true);
  CHECK(box.send(cc(1, 7, 90)));  // would be the volume
  CHECK(box.send(program(1, 4)));
  CHECK_FALSE(box.send(cc(1, 64, 127)));  // sustain cannot be learned
  CHECK_FALSE(box.send(cc(1, 123, 0)));
  CHECK_FALSE(box.send(note_on(1, 60, 100)));
  CHECK_FALSE(box.send(bend(1, 3)));
  CHECK(box.send(cc(1, 21, 100)));
  CHECK(box.send(cc(1, 51, 127)));
  CHECK(box.send(cc(1, 50, 127)));
  CHECK(box.events.size() == 2);
  ControlPress press;
  REQUIRE(box.input.take(press));
  CHECK(press.action == ControlAction::kLearnCancel);
  CHECK_FALSE(box.input.take(press));
  box.input.set_learning(false);
  // It went from 5 to 100 unseen: there is nothing to be passed on the way back.
  box.send(cc(1, 21, 99));
  CHECK(box.events.size() == 2);
  CHECK_FALSE(box.send(cc(1, 7, 90)));
}

TEST_CASE("A pulled cable lets go of what is held") {
  Mapping hold = mapping(knob_control(1, 40), kVibratoOfAll);
  hold.press = Press::kMomentary;
  Box box({hold, mapping(knob_control(1, 21), target_of(ParameterId::kPan))});
  box.send(cc(1, 40, 127));
  box.send(cc(1, 21, 127));
  EventBatch out;
  box.input.release_all(out);
  REQUIRE(out.events().size() == 1);
  CHECK(out.events()[0].value == 0);
  out.clear();
  box.input.release_all(out);
  CHECK(out.events().empty());
}

TEST_CASE("Reports tell of every message, and those that nobody takes are counted") {
  Box box({mapping(knob_control(1, 21), kVibratoOfAll, Takeover::kPickup)});
  box.send(cc(1, 21, 90));
  box.send(cc(1, 21, 0));
  box.send(cc(1, 1, 3));
  box.send({0xf8});
  ControlReport report;
  REQUIRE(box.input.take(report));
  CHECK(report.mapped);
  CHECK(report.moved == 0);
  CHECK(report.move.value == 90);
  REQUIRE(box.input.take(report));
  CHECK(report.moved == 1);
  REQUIRE(box.input.take(report));
  CHECK_FALSE(report.mapped);
  CHECK(Bytes(report.bytes().begin(), report.bytes().end()) == cc(1, 1, 3));
  CHECK_FALSE(box.input.take(report));
  for (int i = 0; i < 2000; i++) box.send(cc(1, 21, i % 2));
  int held = 0;
  while (box.input.take(report)) held++;
  CHECK(held > 0);
  CHECK(box.input.lost() == std::uint64_t(2000 - held));
}

TEST_CASE("Messages and new maps cost no memory") {
  if (!AllocationGuard::kActive) return;
  Box box;
  const ControllerMap map(std::vector<Mapping>{mapping(knob_control(1, 21), kVibratoOfAll)});
  const Bytes message = cc(1, 21, 3);
  EventBatch out;
  AllocationGuard guard;
  for (int i = 0; i < 1000; i++) {
    box.input.set_map(map);
    out.clear();
    (void)box.input.receive(message, i, out);
  }
  CHECK(guard.count() == 0);
}

TEST_CASE("A map that is replaced while messages come is seen whole, old or new") {
  // Each map gives one knob sixteen targets of one value, its own.
  const auto map_of = [](int value) {
    std::vector<Mapping> mappings;
    for (int part = 0; part < kParts; part++) {
      Mapping m = mapping(knob_control(1, 21), target_of(ParameterId::kVibrato, std::uint8_t(part)));
      m.low = m.high = float(value);
      mappings.push_back(m);
    }
    return std::make_unique<ControllerMap>(mappings);
  };
  PresentValues present;
  ControlInput input(present);
  const auto ten = map_of(10), twenty = map_of(20);
  input.set_map(*ten);
  std::atomic<bool> done{false};
  std::atomic<int> replaced{0};
  std::thread control([&] {
    while (!done.load()) {
      input.set_map(++replaced % 2 == 0 ? *ten : *twenty);
      ControlReport report;
      while (input.take(report)) {
      }
      std::this_thread::yield();
    }
  });
  const Bytes message = cc(1, 21, 3);
  EventBatch out;
  bool whole = true;
  int tens = 0, twenties = 0;
  for (int i = 0; i < 200'000 && (i < 20'000 || tens < 100 || twenties < 100); i++) {
    out.clear();
    (void)input.receive(message, i, out);
    const auto events = out.events();
    whole = whole && events.size() == kParts;
    for (const Event& e : events) whole = whole && e.value == events[0].value;
    (events[0].value == 10 ? tens : twenties)++;
    if (i % 64 == 0) std::this_thread::yield();
  }
  done = true;
  control.join();
  CHECK(whole);
  CHECK(tens > 0);
  CHECK(twenties > 0);
}
