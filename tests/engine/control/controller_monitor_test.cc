#include "engine/control/controller_monitor.h"

#include "tests/catch.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr Nanoseconds kMs = 1'000'000;

// A controller, and the lines that its messages give.
struct Watcher {
  PresentValues present;
  ControlInput input{present};
  ControllerMap map;
  ControllerMonitor monitor;

  explicit Watcher(const std::vector<Mapping>& mappings = {}) : map(mappings) { input.set_map(map); }

  ControlReport report(const Bytes& message, Nanoseconds when = 0) {
    EventBatch out;
    (void)input.receive(message, when, out);
    for (const Event& e : out.events()) present.follow(e);
    ControlReport r;
    REQUIRE(input.take(r));
    return r;
  }
  std::string line(const Bytes& message) { return monitor_line("nanoKONTROL2", report(message), map, present); }
};

Mapping knob(const Control& control, ParameterId id, std::uint8_t part = kAllParts) {
  Mapping m = standard_mapping(control, target_of(id, part));
  m.takeover = Takeover::kJump;
  return m;
}

}  // namespace

TEST_CASE("A line says which control moved, where to, and what that did") {
  Mapping waits = knob(knob_control(1, 22), ParameterId::kVolume);
  waits.takeover = Takeover::kPickup;
  Watcher w({knob(knob_control(1, 21), ParameterId::kVibrato), waits, knob(knob_control(2, 3), ParameterId::kNoise, 1),
             knob(knob_control(2, 3), ParameterId::kPan, 4),
             knob(knob_control(1, 20, ControlFormat::kTwosComplement), ParameterId::kDrift),
             standard_mapping(whole_control({ControlKind::kNote, 9, 36}, ControlFormat::kCoarse),
                              target_of(ControlAction::kSetlistNext)),
             standard_mapping(whole_control({ControlKind::kProgram, 0, kAnyProgram}, ControlFormat::kCoarse),
                              target_of(ControlAction::kSetlistGo)),
             knob(knob_control(3, 16, ControlFormat::kFine), ParameterId::kVibrato)});
  CHECK(w.line(cc(1, 21, 64)) == "nanoKONTROL2 channel 1 CC 21 = 64 -> vibrato 50.39 cent, all parts");
  CHECK(w.line(cc(1, 22, 3)) == "nanoKONTROL2 channel 1 CC 22 = 3 -> volume stays at 0 dB, all parts");
  CHECK(w.line(cc(2, 3, 127)) == "nanoKONTROL2 channel 2 CC 3 = 127 -> noise 24 dB, part 2 + pan 1, part 5");
  CHECK(w.line(cc(1, 20, 127)) == "nanoKONTROL2 channel 1 CC 20 -1 -> drift 0.9844, all parts");
  CHECK(w.line(note_on(10, 36, 90)) == "nanoKONTROL2 channel 10 note 36 = 90 -> setlist next");
  CHECK(w.line(note_off(10, 36)) == "nanoKONTROL2 channel 10 note 36 = 0");
  CHECK(w.line(program(1, 4)) == "nanoKONTROL2 channel 1 program 4 -> setlist go");
  CHECK(w.line(cc(3, 16, 64)).empty());  // half a move
  CHECK(w.line(cc(3, 48, 0)) == "nanoKONTROL2 channel 3 CC 16 = 8192 -> vibrato 50.39 cent, all parts");
}

TEST_CASE("What is not mapped is shown with what it does by itself") {
  Watcher w;
  CHECK(w.line(cc(1, 1, 127)) == "nanoKONTROL2 channel 1 CC 1 = 127 -> vibrato 100 cent, part 1");
  CHECK(w.line(cc(1, 21, 5)) == "nanoKONTROL2 channel 1 CC 21 = 5");
  CHECK(w.line(note_on(1, 60, 7)) == "nanoKONTROL2 channel 1 note 60 = 7");
  CHECK(w.line(bend(16, 8192)) == "nanoKONTROL2 channel 16 bend = 8192");
  CHECK(w.line(pressed(2, 30)) == "nanoKONTROL2 channel 2 pressure = 30");
  CHECK(w.line(key_pressed(1, 60, 44)) == "nanoKONTROL2 channel 1 key-pressure 60 = 44");
  CHECK(w.line(cc(1, 99, 7)).empty());
}

TEST_CASE("A fast hand gives few lines of each control, and always the last one") {
  Watcher w({knob(knob_control(1, 21), ParameterId::kVibrato)});
  std::vector<std::string> lines;
  Nanoseconds now = 1000 * kMs;
  for (int i = 0; i <= 127; i++) {
    now += 2 * kMs;
    w.monitor.add("a", w.report(cc(1, 21, i), now), w.map, w.present, lines);
    w.monitor.add("a", w.report(cc(1, 22, i), now), w.map, w.present, lines);
    if (i % 20 == 0) w.monitor.flush(now, lines);
  }
  for (int i = 0; i < 10; i++) w.monitor.flush(now += 50 * kMs, lines);
  CHECK(lines.size() >= 6);
  CHECK(lines.size() <= 10);
  const auto last_of = [&](const std::string& control) {
    return *std::find_if(lines.rbegin(), lines.rend(),
                         [&](const auto& l) { return l.find(control) != std::string::npos; });
  };
  CHECK(last_of("CC 21") == "a channel 1 CC 21 = 127 -> vibrato 100 cent, all parts");
  CHECK(last_of("CC 22") == "a channel 1 CC 22 = 127");
}

TEST_CASE("A slow hand gives every line at once") {
  Watcher w;
  std::vector<std::string> lines;
  for (int i = 0; i < 10; i++) w.monitor.add("a", w.report(cc(1, 22, i), i * 200 * kMs), w.map, w.present, lines);
  CHECK(lines.size() == 10);
}
