#include "engine/control/controller_lights.h"

#include <random>

#include "tests/catch.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr Nanoseconds kMs = 1'000'000;

struct Panel {
  PresentValues present;
  ControllerLights lights;
  Nanoseconds now = 5000 * kMs;

  explicit Panel(const std::vector<Mapping>& mappings) { lights.set_map(ControllerMap(mappings)); }

  std::vector<MidiBytes> show(Nanoseconds later = 50 * kMs) {
    now += later;
    std::vector<MidiBytes> out;
    lights.show(present, now, out);
    return out;
  }
  void set(ParameterId id, float value) {
    present.follow({.kind = EventKind::kControl, .part = kAllParts, .index = std::uint8_t(id), .value = value});
  }
  void move(const Control& control, int value) {
    lights.moved({.id = control.id, .format = control.format, .relative = is_relative(control.format), .value = value},
                 now);
  }
};

Mapping knob(const Control& control, ParameterId id) { return standard_mapping(control, target_of(id)); }

using Messages = std::vector<MidiBytes>;

}  // namespace

TEST_CASE("Lights show where parameters stand, once, and again when they move") {
  Panel panel({knob(knob_control(1, 21), ParameterId::kVibrato), knob(knob_control(2, 5), ParameterId::kPan)});
  CHECK(panel.show() == Messages{{0xb0, 21, 0}, {0xb1, 5, 64}});
  CHECK(panel.show().empty());
  panel.set(ParameterId::kVibrato, 40);
  CHECK(panel.show() == Messages{{0xb0, 21, 51}});
  panel.set(ParameterId::kVibrato, 40.1f);  // less than a step
  CHECK(panel.show().empty());
  panel.lights.forget();
  CHECK(panel.show().size() == 2);
}

TEST_CASE("A control under the hand is shown nothing until it was left alone for 300 ms") {
  const Control fader = knob_control(1, 21);
  Panel panel({knob(fader, ParameterId::kVibrato)});
  (void)panel.show();
  for (int i = 0; i < 20; i++) {
    panel.move(fader, 40 + i);
    panel.set(ParameterId::kVibrato, 3);  // it waits to pick up
    CHECK(panel.show(10 * kMs).empty());
  }
  CHECK(panel.show(280 * kMs).empty());
  CHECK(panel.show(20 * kMs) == Messages{{0xb0, 21, 4}});
}

TEST_CASE("A fader that stands where its parameter does gets no echo") {
  const Control fader = knob_control(1, 16, ControlFormat::kFine);
  Panel panel({knob(fader, ParameterId::kVibrato)});
  (void)panel.show();
  for (const int value : {0, 1, 77, 8191, 8192, 16382, 16383}) {
    panel.move(fader, value);
    panel.set(ParameterId::kVibrato,
              value_at(response_of(ParameterId::kVibrato, Curve::kLinear, {0, 100}, false), position_of(fader, value)));
    CHECK(panel.show(400 * kMs).empty());
  }
}

TEST_CASE("A control that was just learned is still under the hand") {
  const Control fader = knob_control(1, 21);
  const Mapping other = knob(knob_control(1, 22), ParameterId::kPan);
  Panel panel({other});
  (void)panel.show();
  panel.move(fader, 90);
  panel.lights.set_map(ControllerMap(std::vector<Mapping>{other, knob(fader, ParameterId::kVibrato)}));
  CHECK(panel.show(100 * kMs).empty());  // and the other is not shown again
  CHECK(panel.show(300 * kMs) == Messages{{0xb0, 21, 0}});
}

TEST_CASE("Every sort of control is shown in its own way") {
  Mapping toggle = knob(knob_control(1, 41), ParameterId::kVibrato), set = knob(knob_control(1, 42), ParameterId::kPan);
  toggle.press = Press::kToggle;
  set.press = Press::kSet;
  set.low = set.high = 0.5f;
  Mapping nrpn_knob = knob(whole_control({ControlKind::kNrpn, 0, 300}, ControlFormat::kFine), ParameterId::kVibrato);
  CHECK_FALSE(nrpn_knob.lit);
  nrpn_knob.lit = true;
  Mapping dark = knob(knob_control(1, 50), ParameterId::kVibrato);
  dark.lit = false;
  Panel panel({toggle, set, nrpn_knob, dark,
               knob(whole_control({ControlKind::kNote, 9, 36}, ControlFormat::kCoarse), ParameterId::kVibrato),
               knob(whole_control({ControlKind::kBend, 3, 0}, ControlFormat::kFine), ParameterId::kVibrato),
               knob(whole_control({ControlKind::kProgram, 0, 3}, ControlFormat::kCoarse), ParameterId::kVibrato),
               knob(knob_control(1, 20, ControlFormat::kBinaryOffset), ParameterId::kVibrato),
               standard_mapping(knob_control(1, 60), target_of(ControlAction::kSetlistNext))});
  panel.set(ParameterId::kVibrato, 100);
  panel.set(ParameterId::kPan, 0.5f);
  const auto shown = panel.show();
  const auto has = [&](const MidiBytes& m) { return std::find(shown.begin(), shown.end(), m) != shown.end(); };
  CHECK(has({0xb0, 41, 127}));
  CHECK(has({0xb0, 42, 127}));
  CHECK(has({0x99, 36, 127}));
  CHECK(has({0xe3, 127, 127}));
  CHECK(has({0xb0, 20, 127}));
  const Messages sequence{{0xb0, 99, 2}, {0xb0, 98, 44}, {0xb0, 6, 127}, {0xb0, 38, 127}};
  CHECK(std::search(shown.begin(), shown.end(), sequence.begin(), sequence.end()) != shown.end());
  CHECK(shown.size() == 9);
  panel.set(ParameterId::kPan, 0.4f);
  CHECK(panel.show() == Messages{{0xb0, 42, 0}});
}

TEST_CASE("A value that nobody knows is not shown") {
  Panel panel({knob(knob_control(1, 16), ParameterId::kX)});
  CHECK(panel.show().size() == 1);
  panel.present.follow({.kind = EventKind::kProgram, .part = kAllParts, .index = 3});
  CHECK(panel.show().empty());
}

TEST_CASE("A cable is not filled: many lights come in turns, and each comes") {
  std::vector<Mapping> mappings;
  for (int i = 0; i < 250; i++) mappings.push_back(knob(knob_control(1 + i / 90, 1 + i % 90), ParameterId::kVibrato));
  Panel panel(mappings);
  std::vector<MidiBytes> all;
  for (int i = 0; i < 10; i++) {
    const auto some = panel.show();
    CHECK(some.size() <= ControllerLights::kMostAtOnce);
    all.insert(all.end(), some.begin(), some.end());
    panel.set(ParameterId::kVibrato, 0);
  }
  CHECK(all.size() == 250);
  CHECK(panel.show().empty());
}

TEST_CASE("What a light is shown, sent back as a move, means the value that it showed") {
  std::mt19937 random(1);
  for (int round = 0; round < 5000; round++) {
    const Parameter& p = parameters()[random() % kParameterCount];
    const Control control = knob_control(1, 1, random() % 2 == 0 ? ControlFormat::kFine : ControlFormat::kCoarse);
    Mapping m = knob(control, p.id);
    m.inverted = random() % 2 == 0;
    const ControllerMap map(std::vector<Mapping>{m});
    const MappedTarget& t = map.targets(map.controls()[0])[0];
    const float value = value_at(t.response, float(random() % 12701) / 100);
    const int light = light_of(control, t, value);
    const float step = step_of(control), position = position_of(control, light);
    CAPTURE(p.name, value, light);
    REQUIRE(std::min(value_at(t.response, position - step), value_at(t.response, position + step)) <= value + 1e-3f);
    REQUIRE(std::max(value_at(t.response, position - step), value_at(t.response, position + step)) >= value - 1e-3f);
  }
}
