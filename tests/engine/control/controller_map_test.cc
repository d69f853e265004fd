#include "engine/control/controller_map.h"

#include <random>

#include "tests/catch.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

Mapping knob(int channel, int number, ParameterId id, std::uint8_t part = kAllParts) {
  return standard_mapping(knob_control(channel, number), target_of(id, part));
}

}  // namespace

TEST_CASE("Every control that was mapped is found with all of its targets, and no other") {
  std::mt19937 random(1);
  for (int round = 0; round < 200; round++) {
    std::vector<Mapping> mappings;
    for (int i = 0; i < 100; i++) {
      const Mapping m = knob(1 + int(random() % 16), int(random() % 98), ParameterId(random() % kParameterCount),
                             std::uint8_t(random() % kParts));
      if (what_conflicts(mappings, m).empty()) mappings.push_back(m);
    }
    const ControllerMap map(mappings);
    std::size_t targets = 0;
    for (const MappedControl& c : map.controls()) targets += map.targets(c).size();
    REQUIRE(targets == mappings.size());
    for (const Mapping& m : mappings) {
      const MappedControl* found = map.find(m.control.id);
      REQUIRE(found != nullptr);
      REQUIRE(found->control == m.control);
      bool among = false;
      for (const MappedTarget& t : map.targets(*found)) among |= t.target == m.target;
      REQUIRE(among);
    }
    REQUIRE(map.find(knob_id(1, 119)) == nullptr);
  }
}

TEST_CASE("A knob moves its targets in the order in which they were given") {
  const std::vector<Mapping> mappings{knob(1, 9, ParameterId::kNoise), knob(1, 3, ParameterId::kPan),
                                      knob(1, 9, ParameterId::kAttack), knob(1, 9, ParameterId::kX)};
  const ControllerMap map(mappings);
  const auto targets = map.targets(*map.find(knob_id(1, 9)));
  REQUIRE(targets.size() == 3);
  CHECK(targets[0].target.parameter == ParameterId::kNoise);
  CHECK(targets[1].target.parameter == ParameterId::kAttack);
  CHECK(targets[2].target.parameter == ParameterId::kX);
}

TEST_CASE("An empty map knows nothing, a full one knows all") {
  CHECK(ControllerMap().find(knob_id(1, 1)) == nullptr);
  std::vector<Mapping> mappings;
  for (int i = 0; i < 300; i++) {
    const Mapping m = knob(1 + i / 90, 1 + i % 90, ParameterId::kVibrato);
    const std::string why = what_conflicts(mappings, m);
    CHECK(why.empty() == (i < int(kMaxTargets)));
    if (why.empty()) mappings.push_back(m);
  }
  const ControllerMap map(mappings);
  CHECK(map.controls().size() == kMaxTargets);
  for (const Mapping& m : mappings) REQUIRE(map.find(m.control.id) != nullptr);
}

TEST_CASE("What conflicts is told, and a map made of it anyway leaves it out") {
  const std::vector<Mapping> others{
      standard_mapping(knob_control(1, 1, ControlFormat::kFine), target_of(ParameterId::kVibrato)),
      knob(1, 50, ParameterId::kPan)};
  const auto conflict = [&](const Mapping& m) { return what_conflicts(others, m); };
  CHECK(conflict(knob(1, 33, ParameterId::kPan)) == "CC 33 is the fine half of CC 1");
  CHECK(conflict(standard_mapping(knob_control(1, 18, ControlFormat::kFine), target_of(ParameterId::kPan))) ==
        "CC 50 is the fine half of CC 18");
  CHECK(conflict(knob(1, 50, ParameterId::kPan)) == "it has this target already");
  CHECK(conflict(knob(1, 1, ParameterId::kPan)) == "it counts differently for another of its targets");
  CHECK(conflict(knob(2, 33, ParameterId::kPan)).empty());
  std::vector<Mapping> macro;
  for (int i = 0; i < 20; i++)
    if (const Mapping m = knob(1, 7, ParameterId(i)); what_conflicts(macro, m).empty()) macro.push_back(m);
  CHECK(macro.size() == kMaxTargetsOfOne);

  std::vector<Mapping> all = others;
  all.push_back(knob(1, 33, ParameterId::kPan));
  all.push_back(knob(1, 4, ParameterId::kNoise));
  all.back().high = 1000;
  CHECK(ControllerMap(all).controls().size() == 2);
}

TEST_CASE("What is wrong with a mapping is said in words") {
  const auto wrong = [](auto change) {
    Mapping m = knob(1, 21, ParameterId::kPan);
    change(m);
    return what_is_wrong(m);
  };
  CHECK(wrong([](Mapping&) {}).empty());
  CHECK(wrong([](Mapping& m) { m.high = 2; }) == "the range must lie within that of pan, -1 to 1");
  CHECK(wrong([](Mapping& m) { m.low = std::nanf(""); }).find("range") != std::string::npos);
  CHECK(wrong([](Mapping& m) { m.low = 0.5f, m.high = 0; }).find("inverted") != std::string::npos);
  CHECK(wrong([](Mapping& m) { m.curve = Curve::kRatio; }) == "the curve 'ratio' does not fit pan");
  CHECK(wrong([](Mapping& m) { m.target.part = 16; }) == "the part must be 1 to 16");
  CHECK(wrong([](Mapping& m) { m.step = 0; }).find("step") != std::string::npos);
  CHECK(wrong([](Mapping& m) { m.acceleration = 1e9f; }).find("acceleration") != std::string::npos);
  CHECK(wrong([](Mapping& m) { m.control.first = 127; }).find("ends") != std::string::npos);
  CHECK(wrong([](Mapping& m) { m.control.last = 200; }).find("ends") != std::string::npos);
  CHECK(wrong([](Mapping& m) { m.control.id.number = 99; }) == "CC 99 is no control");
  CHECK(wrong([](Mapping& m) { m.control = knob_control(1, 40, ControlFormat::kFine); }).find("fine half") !=
        std::string::npos);
  CHECK(wrong([](Mapping& m) {
          m.control = knob_control(1, 40, ControlFormat::kTwosComplement);
          m.press = Press::kToggle;
        }) == "an endless encoder is no button");
  CHECK(wrong([](Mapping& m) {
          m.control.id = {ControlKind::kProgram, 0, 3}, m.press = Press::kMomentary;
        }).find("never released") != std::string::npos);
  CHECK(wrong([](Mapping& m) { m.target = target_of(ControlAction::kSetlistGo); }) ==
        "'setlist go' needs a number from 1");
  CHECK(wrong([](Mapping& m) {
          m.control.id = {ControlKind::kProgram, 0, kAnyProgram};
          m.target = target_of(ControlAction::kSetlistGo);
        }).empty());
}

TEST_CASE("Mappings are told in words") {
  Mapping m = knob(1, 21, ParameterId::kVibrato);
  CHECK(text_of(m) == "channel 1 CC 21 -> vibrato 0 to 100 cent, all parts, pickup");
  m.high = 50, m.inverted = true, m.takeover = Takeover::kJump, m.target.part = 2;
  CHECK(text_of(m) == "channel 1 CC 21 -> vibrato 0 to 50 cent, part 3, inverted, jump");
  m.press = Press::kSet;
  CHECK(text_of(m) == "channel 1 CC 21 -> vibrato 50 cent, part 3, inverted");
  const Mapping pad = standard_mapping(whole_control({ControlKind::kNote, 9, 36}, ControlFormat::kCoarse),
                                       target_of(ControlAction::kSnapshotRecall, 2));
  CHECK(text_of(pad) == "channel 10 note 36 -> snapshot recall 2");
  const Mapping encoder =
      standard_mapping(knob_control(1, 20, ControlFormat::kBinaryOffset), target_of(ParameterId::kX));
  CHECK(text_of(encoder) == "channel 1 CC 20 (endless) -> x 0 to 1, all parts");
  CHECK(text_of(ParameterId::kMode, 2) == "2");
}
