// The file of controllers: what is written is read again, what a hand wrote is understood or told, and nothing is lost.

#include "io/midi/controller_file.h"

#include <nlohmann/json.hpp>
#include <random>

#include "tests/catch.h"
#include "tests/io/sentence.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::io;
using namespace seaglass::test;
using Catch::Matchers::Contains;

namespace {

std::string file_with(const std::string& entries, const std::string& device = "box") {
  return R"({"seaglass_controllers": 1, "devices": [{"device": ")" + device + R"(", "controls": [)" + entries + "]}]}";
}

// The one mapping of an entry, which must be right.
Mapping read(const std::string& entry) {
  const auto reading = read_controllers(file_with(entry));
  CAPTURE(entry);
  for (const auto& complaint : reading.complaints) UNSCOPED_INFO(complaint);
  REQUIRE(reading.complaints.empty());
  REQUIRE(reading.file.devices.size() == 1);
  REQUIRE(reading.file.devices[0].entries.size() == 1);
  return reading.file.devices[0].entries[0].mapping;
}

std::string complaint(const std::string& entry) {
  const auto reading = read_controllers(file_with(entry));
  CAPTURE(entry);
  REQUIRE(reading.complaints.size() == 1);
  REQUIRE(reading.file.devices[0].kept.size() == 1);
  REQUIRE(reading.file.devices[0].entries.empty());
  return reading.complaints[0];
}

Mapping any_mapping(std::mt19937& random) {
  const ControlKind kind = ControlKind(random() % (int(ControlKind::kLast) + 1));
  ControlFormat format = ControlFormat(random() % (int(ControlFormat::kLast) + 1));
  if (kind == ControlKind::kBend) format = ControlFormat::kFine;
  Control control = whole_control({kind, std::uint8_t(random() % 16), 0}, format);
  if (kind != ControlKind::kBend && kind != ControlKind::kPressure) control.id.number = std::uint16_t(random() % 129);
  if (kind == ControlKind::kNrpn) control.id.number = std::uint16_t(random() % 16384);
  if (random() % 4 == 0) control.first = std::uint16_t(random() % 60), control.last = std::uint16_t(70 + random() % 50);
  const Parameter& p = parameters()[random() % kParameterCount];
  Target target = target_of(p.id, random() % 2 == 0 ? kAllParts : std::uint8_t(random() % kParts));
  if (random() % 4 == 0) {
    const auto action = ControlAction(random() % (int(ControlAction::kLast) + 1));
    target = target_of(action, is_numbered(action) ? std::uint16_t(1 + random() % 99) : 0);
  }
  Mapping m = standard_mapping(control, target);
  if (!target.is_action() && random() % 2 == 0) {
    m.curve = Curve(random() % (int(Curve::kLast) + 1));
    std::uniform_real_distribution<float> within(p.min, p.max);
    m.low = within(random), m.high = within(random);
    m.inverted = random() % 2 == 0;
    m.takeover = Takeover(random() % 3);
    m.press = Press(random() % 4);
    if (random() % 4 == 0) m.low = m.high;
  }
  if (random() % 2 == 0) m.step = 0.3f, m.acceleration = 1.7f;
  m.lit = random() % 2 == 0;
  return m;
}

}  // namespace

TEST_CASE("Whatever may be mapped is written and read back the same") {
  std::mt19937 random(1);
  for (int round = 0; round < 100; round++) {
    ControllerFile file;
    std::size_t count = 0;
    for (const char* device : {"nanoKONTROL2", "with \"quotes\" and \\", "Größe"}) {
      DeviceControls& d = file.of(device);
      for (int i = 0; i < 90; i++) {
        const Mapping m = any_mapping(random);
        if (!what_is_wrong(m).empty() || !what_conflicts(d.mappings(), m).empty()) continue;
        d.entries.push_back({m, i % 7 == 0 ? "as the drummer likes it" : ""});
        count++;
      }
    }
    REQUIRE(count > 40);
    const std::string text = to_text(file);
    const auto reading = read_controllers(text);
    for (const auto& c : reading.complaints) UNSCOPED_INFO(c);
    REQUIRE(reading.complaints.empty());
    REQUIRE(reading.file.devices.size() == file.devices.size());
    for (std::size_t i = 0; i < file.devices.size(); i++) {
      REQUIRE(reading.file.devices[i].device == file.devices[i].device);
      REQUIRE(reading.file.devices[i].mappings() == file.devices[i].mappings());
      for (std::size_t k = 0; k < file.devices[i].entries.size(); k++)
        REQUIRE(reading.file.devices[i].entries[k].comment == file.devices[i].entries[k].comment);
    }
    REQUIRE(to_text(reading.file) == text);
  }
}

TEST_CASE("A file looks as a hand would write it") {
  ControllerFile file;
  Mapping m = standard_mapping(knob_control(1, 21), target_of(ParameterId::kVibrato));
  m.high = 50.1f;
  file.of("nanoKONTROL2").entries.push_back({m, ""});
  m = standard_mapping(knob_control(2, 16, ControlFormat::kFine), target_of(ParameterId::kPan, 2));
  m.takeover = Takeover::kJump;
  file.of("nanoKONTROL2").entries.push_back({m, ""});
  CHECK(to_text(file) == R"({
  "seaglass_controllers": 1,
  "devices": [
    {
      "device": "nanoKONTROL2",
      "controls": [
        {"channel": 1, "control": "CC 21", "parameter": "vibrato", "high": 50.1},
        {"channel": 2, "control": "CC 16", "format": "14-bit", "parameter": "pan", "part": 3, "takeover": "jump"}
      ]
    }
  ]
}
)");
  CHECK(to_text(ControllerFile()) == "{\n  \"seaglass_controllers\": 1,\n  \"devices\": []\n}\n");
}

TEST_CASE("Entries mean what they say") {
  Mapping m = read(R"({"channel": 3, "control": "CC 21", "parameter": "vibrato"})");
  CHECK(m == standard_mapping(knob_control(3, 21), target_of(ParameterId::kVibrato)));
  m = read(
      R"({"channel": 1, "control": "CC 20", "format": "sign-magnitude", "parameter": "x", "part": "all",
          "step": 2, "acceleration": 1})");
  CHECK(m.control.format == ControlFormat::kSignMagnitude);
  CHECK(m.step == 2);
  m = read(
      R"({"channel": 1, "control": "CC 11", "ends": [3, 120], "parameter": "expression",
          "curve": "squared", "inverted": true})");
  CHECK(m.control.first == 3);
  CHECK(m.control.last == 120);
  CHECK(m.curve == Curve::kSquared);
  CHECK(m.inverted);
  m = read(R"({"channel": 1, "control": "note 36", "parameter": "vibrato", "value": 30})");
  CHECK(m.press == Press::kSet);
  CHECK(m.high == 30);
  CHECK(read(R"({"channel": 1, "control": "bend", "parameter": "x"})").control.format == ControlFormat::kFine);
  m = read(R"({"channel": 1, "control": "program", "action": "setlist go", "lit": false})");
  CHECK(m.control.id.number == kAnyProgram);
  CHECK(m.target.action == ControlAction::kSetlistGo);
  // The curve's own reach is the range where none is given.
  CHECK(read(R"({"channel": 1, "control": "CC 1", "parameter": "brightness", "curve": "linear"})").low == -12);
}

TEST_CASE("An entry that is not understood is told in a sentence, kept, and written back") {
  CHECK_THAT(complaint(R"({"channel": 1, "control": "CC 21", "parameter": "vibrado"})"),
             Contains("box, entry 1: 'vibrado' is no parameter") && Contains("kept but not used"));
  const auto start = [](const std::string& rest) {
    return R"({"channel": 1, "control": "CC 21", "parameter": "vibrato", )" + rest + "}";
  };
  CHECK_THAT(complaint(start(R"("takover": "jump")")), Contains("'takover' is no key"));
  CHECK_THAT(complaint(start(R"("takeover": "leap")")), Contains("pickup, jump or scale"));
  CHECK_THAT(complaint(start(R"("high": "loud")")), Contains("'high' must be a number"));
  CHECK_THAT(complaint(start(R"("high": 101)")), Contains("0 cent to 100 cent"));
  CHECK_THAT(complaint(start(R"("low": 60, "high": 50)")), Contains("inverted"));
  CHECK_THAT(complaint(start(R"("part": 17)")), Contains("1 to 16"));
  CHECK_THAT(complaint(start(R"("part": 1.5)")), Contains("whole"));
  CHECK_THAT(complaint(start(R"("inverted": 1)")), Contains("true or false"));
  CHECK_THAT(complaint(start(R"("curve": "ratio")")), Contains("does not fit vibrato"));
  CHECK_THAT(complaint(start(R"("ends": [5, 5])")), Contains("ends"));
  CHECK_THAT(complaint(start(R"("ends": [5])")), Contains("two numbers"));
  CHECK_THAT(complaint(start(R"("action": "panic")")), Contains("not both"));
  CHECK_THAT(complaint(start(R"("format": "relative")")), Contains("twos-complement"));
  CHECK_THAT(complaint(R"({"control": "CC 21", "parameter": "vibrato"})"), Contains("'channel'"));
  CHECK_THAT(complaint(R"({"channel": 0, "control": "CC 21", "parameter": "vibrato"})"), Contains("1 to 16"));
  CHECK_THAT(complaint(R"({"channel": 1, "control": "CC 121", "parameter": "vibrato"})"),
             Contains("'CC 121' is no control"));
  CHECK_THAT(complaint(R"({"channel": 1, "control": "CC 1", "action": "dance"})"), Contains("'dance' is no action"));
  CHECK_THAT(complaint("7"), Contains("braces"));
  CHECK_THAT(complaint("[[]]"), Contains("braces"));

  const auto reading =
      read_controllers(file_with(R"({"channel": 1, "control": "CC 21", "parameter": "future", "depth": {"a": [1, 2.5]}},
      {"channel": 1, "control": "CC 22", "parameter": "pan"},
      {"channel": 1, "control": "CC 22", "parameter": "pan"})"));
  CHECK(reading.complaints.size() == 2);
  CHECK_THAT(reading.complaints[1], Contains("entry 3: it has this target already"));
  CHECK(reading.file.devices[0].entries.size() == 1);
  const auto again = read_controllers(to_text(reading.file));
  CHECK(again.file.devices[0].kept == reading.file.devices[0].kept);
  CHECK(nlohmann::json::parse(again.file.devices[0].kept[0])["depth"]["a"][1] == 2.5);
}

TEST_CASE("What else stands in the file stays in it") {
  const auto reading = read_controllers(
      R"({"seaglass_controllers": 1, "comment": "ours",
          "devices": [{"device": "a", "controls": [], "colour": 3}, 5]})");
  CHECK(reading.complaints.size() == 2);
  const auto again = nlohmann::json::parse(to_text(reading.file));
  CHECK(again["comment"] == "ours");
  CHECK(again["devices"].size() == 2);
  CHECK(again["devices"][0]["colour"] == 3);
}

TEST_CASE("A device that stands twice is one") {
  const auto reading = read_controllers(
      R"({"seaglass_controllers": 1, "devices": [
          {"device": "a", "controls": [{"channel": 1, "control": "CC 1", "parameter": "x"}]},
          {"device": "a", "controls": [{"channel": 1, "control": "CC 2", "parameter": "y"}]}]})");
  REQUIRE(reading.file.devices.size() == 1);
  CHECK(reading.file.devices[0].entries.size() == 2);
}

TEST_CASE("A file that is none is refused with the place and the reason") {
  const auto why = [](const std::string& text) { return complaint_of([&] { read_controllers(text); }).sentence; };
  CHECK(why("{\n\"seaglass_controllers\": 1,\n\"devices\": [\n}") == "line 4 is no JSON");
  CHECK(why("") == "line 1 is no JSON");
  CHECK(why("[]") == "it is no file of controllers");
  CHECK(why(R"({"seaglass_controllers": 2, "devices": []})") == "it was written by another version of seaglass");
  CHECK(why(R"({"seaglass_controllers": 1})") == "it lacks the list 'devices'");
  CHECK(why(file_with(R"({"channel": 1, "control": "CC 1", "low": 1, "low": 2, "parameter": "x"})")) ==
        "the key 'low' stands twice in one place");
  CHECK(why(file_with(R"({"channel": 1e999})")) == "it holds a number that is too large");
  CHECK(why(std::string(100000, '[')) == "it is nested too deeply");
  CHECK(why(file_with("\xff")) == "line 1 is no JSON");
}
