#include "tests/io/midi/controller_bytes.h"

#include <random>

#include "tests/catch.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

using test::Bytes;

const std::string kFile = R"({
  "seaglass_controllers": 1,
  "devices": [
    {
      "device": "nanoKONTROL2",
      "controls": [
        {"channel": 1, "control": "CC 21", "parameter": "vibrato", "low": 5, "high": 50, "curve": "squared",
         "inverted": true},
        {"channel": 1, "control": "CC 16", "format": "14-bit", "ends": [3, 16000], "parameter": "pan", "part": 3,
         "takeover": "scale"},
        {"channel": 1, "control": "CC 20", "format": "twos-complement", "parameter": "x", "step": 0.5,
         "acceleration": 2, "lit": false},
        {"channel": 10, "control": "note 36", "parameter": "noise", "value": -20, "comment": "left"},
        {"channel": 1, "control": "NRPN 300", "parameter": "noise", "button": "momentary"},
        {"channel": 1, "control": "program", "action": "setlist go"},
        {"channel": 1, "control": "bend", "action": "snapshot recall", "number": 3}
      ]
    }
  ]
}
)";

Bytes bytes_of(const std::string& text) { return Bytes(text.begin(), text.end()); }

}  // namespace

TEST_CASE("A controller file with any of its bytes changed, cut or doubled is read or refused") {
  CHECK(read_controllers(kFile).complaints.empty());
  CHECK(read_bytes(bytes_of(kFile)) == "");
  std::mt19937 random(5);
  const std::string likely = "{}[],:\"0123456789.-e \\ntrufals";
  for (int round = 0; round < 4000; round++) {
    std::string text = kFile;
    for (unsigned i = 0; i < 1 + random() % 4; i++) {
      const std::size_t at = random() % text.size(), length = random() % 40;
      switch (random() % 5) {
        case 0:
          text[at] = char(random());
          break;
        case 1:
          text[at] = likely[random() % likely.size()];
          break;
        case 2:
          text.erase(at, length);
          break;
        case 3:
          text.insert(at, text.substr(random() % text.size(), length));
          break;
        default:
          text.insert(at, 1, likely[random() % likely.size()]);
      }
      if (text.empty()) text = " ";
    }
    CAPTURE(text);
    REQUIRE(read_bytes(bytes_of(text)) == "");
  }
}

TEST_CASE("Any bytes are no controller file") {
  std::mt19937 random(6);
  for (int round = 0; round < 2000; round++) {
    Bytes bytes(random() % 300);
    for (auto& byte : bytes) byte = std::uint8_t(random());
    REQUIRE(read_bytes(bytes) == "");
  }
  REQUIRE(read_bytes({}) == "");
}

TEST_CASE("Any bytes of MIDI, with maps that change and learning, move nothing out of its range") {
  std::mt19937 random(7);
  for (int round = 0; round < 300; round++) {
    Bytes bytes(2000);
    for (auto& byte : bytes) byte = std::uint8_t(random());
    REQUIRE(move_bytes(bytes) == "");
  }
  // Mostly controllers, of few numbers, so that maps are hit.
  for (int round = 0; round < 300; round++) {
    Bytes bytes{0xf4};
    for (int i = 0; i < 400; i++) bytes.push_back(std::uint8_t(random() % 128));
    for (int i = 0; i < 600; i++) {
      const Bytes any[] = {test::cc(1 + int(random() % 3), int(random() % 128), int(random() % 128)),
                           test::note_on(1, int(random() % 128), int(random() % 128)),
                           test::bend(2, int(random() % 16384)),
                           Bytes{0xf9},
                           Bytes{0xfd},
                           Bytes{0xf5}};
      const Bytes& one = any[random() % 40 == 0 ? random() % 6 : random() % 3];
      bytes.insert(bytes.end(), one.begin(), one.end());
    }
    REQUIRE(move_bytes(bytes) == "");
  }
}
