// What is typed while the instrument plays: what it means is OSC.

#include "tools/seaglass/live/console_line.h"

#include "io/osc/osc_packet.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

constexpr int kVoices = 96;

const Target target("console_line", [](Bytes input) {
  const std::string_view line = text_of(input);
  must(completed(line, {"cello", "double bass"}).starts_with(line), "what is typed stays");
  try {
    const io::OscPacket packet = packet_of_line(line, kVoices);
    io::OscMessage message;
    const char* const wrong = io::parse_osc_message(packet, message);
    must(wrong == nullptr || message.count == 0, "a line is a message");
    (void)line_of_packet(packet);
  } catch (const LineError&) {
  }
  (void)line_of_packet(input);
});

}  // namespace
}  // namespace seaglass::fuzz
