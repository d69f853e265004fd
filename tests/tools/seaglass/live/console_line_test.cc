#include "tools/seaglass/live/console_line.h"

#include "engine/parameter.h"
#include "io/osc/osc_method.h"
#include "io/osc/osc_packet.h"
#include "io/osc/osc_value.h"
#include "tests/catch.h"

using namespace seaglass;

namespace {

// "address types values ..." of the message that a line means.
std::string meaning(const char* line) {
  const auto packet = packet_of_line(line, 64);
  io::OscMessage message;
  REQUIRE(io::parse_osc_message(packet, message) == nullptr);
  std::string text(message.address);
  for (const auto& a : message.list()) {
    char number[32];
    std::snprintf(number, sizeof number, " %g", a.number);
    text += a.kind == io::OscArgument::Kind::kText ? " '" + std::string(a.text) + "'" : number;
  }
  return text;
}

}  // namespace

TEST_CASE("What is typed is the longest address that there is, and its arguments") {
  CHECK(meaning("note on 1 60 0.8") == "/note/on 1 60 0.8");
  CHECK(meaning("control vibrato 30") == "/control/vibrato 30");
  CHECK(meaning("control vibrato 30 2") == "/control/vibrato 30 2");
  CHECK(meaning("part 2 x 0.5") == "/part/2/x 0.5");
  CHECK(meaning("part 2 place \"alto sax\"") == "/part/2/place 'alto sax'");
  CHECK(meaning("voice 3 pan -1") == "/voice/3/pan -1");
  CHECK(meaning("voice * pitch 60.5") == "/voice/*/pitch 60.5");
  CHECK(meaning("snapshot recall verse 2") == "/snapshot/recall 'verse' 2");
  CHECK(meaning("patch load drums") == "/patch/load 'drums'");
  CHECK(meaning("patch drums") == "/patch 'drums'");
  CHECK(meaning("status voices") == "/status/voices");
  CHECK(meaning("/part/[1-3]/drift 0") == "/part/[1-3]/drift 0");
  CHECK(meaning("  panic  ") == "/panic");
  CHECK(meaning("vibrato 30") == "/control/vibrato 30");
  CHECK(meaning("vibrato") == "/control/vibrato");
  CHECK_THROWS_AS(packet_of_line("wobble 3", 64), LineError);
  CHECK_THROWS_AS(packet_of_line("  ", 64), LineError);
}

TEST_CASE("What means nothing is met with what could have been meant") {
  const auto complaint = [](const char* line) {
    try {
      (void)packet_of_line(line, 64);
    } catch (const LineError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(complaint("snapshot recal verse") ==
        "'snapshot recal' means nothing here; there is snapshot delete, snapshot list, snapshot recall, snapshot store");
  CHECK(complaint("wobble 3") == "'wobble' means nothing here; help lists what does");
  CHECK(complaint("status wobble") == "'status wobble' means nothing here; help status lists what does");
}

TEST_CASE("Tab goes on as far as there is one way") {
  const std::vector<std::string> places{"cello", "cello pizzicato", "flute"};
  CHECK(completed("snapsh", places) == "snapshot ");
  CHECK(completed("snapshot st", places) == "snapshot store ");
  CHECK(completed("control vibrato_", places) == "control vibrato_rate");
  CHECK(completed("place f", places) == "place flute");
  CHECK(completed("place \"c", places) == "place \"cello pizzicato\"");
  CHECK(completed("nothing like this", places) == "nothing like this");
}

TEST_CASE("Answers are lines that people read") {
  const std::vector<std::string> names{"verse"};
  CHECK(line_of_packet(io::osc_done("/snapshot/store", names)) == "done: snapshot store verse");
  CHECK(line_of_packet(io::osc_packet("/done", {})) == "done: nothing");
  CHECK(line_of_packet(io::osc_fail("/learn", "nothing moved")) == "nothing moved");
  const std::vector<io::OscAtom> values{0.25f};
  CHECK(line_of_packet(io::osc_packet("/part/1/x", values)) == "part 1 x: 0.25");
  const std::vector<io::OscAtom> places{std::string("cello"), std::string("double bass")};
  CHECK(line_of_packet(io::osc_packet("/places", places)) == "places: cello, double bass");
  CHECK(line_of_packet(io::osc_packet("/voice/3/pitch", {})) == "voice 3 pitch: nothing");
}

TEST_CASE("Help lists every method, value and parameter, or those that begin so") {
  CHECK(help_lines("").size() == io::osc_methods().size() + io::osc_fixed_values().size() + parameters().size());
  CHECK(help_lines("snapshot").size() == 4);
  CHECK(help_lines("vibrato_r").size() == 1);
  CHECK(help_lines("xyz").empty());
}
