#include "engine/control/control_id.h"

#include <set>

#include "engine/control/control_action.h"
#include "tests/catch.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::test;

TEST_CASE("A control that counts from 0 to 127 stands on the knob where it says") {
  const Control c = knob_control(1, 21);
  for (int v = 0; v <= 127; v++) {
    REQUIRE(position_of(c, v) == float(v));
    REQUIRE(value_of(c, float(v)) == v);
  }
  CHECK(step_of(c) == 1);
}

TEST_CASE("However a control counts, its way rises from 0 over 64 to 127 and leads back to where one came from") {
  const std::pair<int, int> ends[] = {{0, 16383}, {0, 164},     {3, 120}, {0, 2},
                                      {0, 1},     {100, 16000}, {0, 255}, {126, 127}};
  for (const auto& [first, last] : ends) {
    Control c = knob_control(1, 1, ControlFormat::kFine);
    c.first = std::uint16_t(first);
    c.last = std::uint16_t(last);
    CAPTURE(first, last);
    float before = -1;
    for (int v = 0; v <= kFineEnd; v++) {
      const float p = position_of(c, v);
      REQUIRE(p >= before);
      REQUIRE(p <= 127);
      if (v > first && v <= last) {
        REQUIRE(p > before);
        if (v > first + 1) REQUIRE(p - before <= step_of(c) + 2e-5f);  // rounding near 127
      }
      if (v >= first && v <= last) REQUIRE(value_of(c, p) == v);
      before = p;
    }
    CHECK(position_of(c, first) == 0);
    CHECK(position_of(c, last) == 127);
    if (last - first > 1) CHECK(position_of(c, first + (last - first + 1) / 2) == 64);
    CHECK(value_of(c, -5) == first);
    CHECK(value_of(c, 500) == last);
  }
}

TEST_CASE("The wheel's middle is the knob's") {
  const Control wheel = whole_control({ControlKind::kBend, 0, 0}, ControlFormat::kFine);
  CHECK(position_of(wheel, 8192) == 64);
  CHECK(position_of(wheel, 16383) == 127);
}

TEST_CASE("Controls are written as they are read") {
  std::set<std::string> texts;
  for (const ControlId id : {ControlId{ControlKind::kController, 3, 21}, ControlId{ControlKind::kController, 3, 0},
                             ControlId{ControlKind::kNrpn, 3, 0}, ControlId{ControlKind::kNrpn, 3, 16383},
                             ControlId{ControlKind::kNote, 3, 127}, ControlId{ControlKind::kProgram, 3, 0},
                             ControlId{ControlKind::kProgram, 3, kAnyProgram}, ControlId{ControlKind::kPressure, 3, 0},
                             ControlId{ControlKind::kBend, 3, 0}, ControlId{ControlKind::kKeyPressure, 3, 60}}) {
    CAPTURE(text_of(id));
    CHECK(texts.insert(text_of(id)).second);
    const auto back = control_called(text_of(id), 3);
    REQUIRE(back);
    CHECK(*back == id);
  }
  CHECK(texts.contains("CC 21"));
  CHECK(texts.contains("program"));
}

TEST_CASE("What is no control has no name for one") {
  for (const char* text :
       {"",      " ",        "CC",          "CC ",        "CC 98",  "CC 101",   "CC 120", "CC 128",
        "CC -1", "CC 1 ",    "CC  1",       "cc 1",       "CC 1x",  "CC 99999", "NRPN",   "NRPN 16384",
        "note",  "note 128", "program 128", "pressure 0", "bend 1", "knob 3",   "CC\t1"})
    CHECK_FALSE(control_called(text, 0));
}

TEST_CASE("Learning leaves out what carries other messages, sustain, timbre and channel mode") {
  for (const int excluded : {0, 32, 64, 74, 6, 38, 96, 97, 98, 99, 100, 101, 120, 121, 122, 123, 124, 125, 126, 127})
    CHECK_FALSE(may_be_learned(excluded));
  int learned = 0;
  for (int n = 0; n < 128; n++) learned += may_be_learned(n);
  CHECK(learned == 128 - 20);
  CHECK(may_be_mapped(0));  // the first slider of a nanoKONTROL2, written into the file by hand
  CHECK_FALSE(may_be_mapped(99));
  CHECK_FALSE(may_be_mapped(120));
}

TEST_CASE("Every action has a name of its own and is found by it") {
  std::set<std::string_view> names;
  for (int i = 0; i <= int(ControlAction::kLast); i++) {
    const auto action = ControlAction(i);
    CHECK(names.insert(name_of(action)).second);
    CHECK(find_action(name_of(action)) == action);
  }
  CHECK_FALSE(find_action("no such"));
  CHECK(is_numbered(ControlAction::kSetlistGo));
  CHECK_FALSE(is_numbered(ControlAction::kPanic));
}
