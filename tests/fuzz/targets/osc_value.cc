// A pattern over what can be read: what it finds has an address that finds it and nothing else, and a value.

#include "io/osc/osc_value.h"

#include <algorithm>

#include "io/osc/osc_encoder.h"
#include "io/osc/osc_packet.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

using io::OscValue;

constexpr int kVoices = 96;
constexpr std::size_t kLookedAt = 8;  // of what a pattern finds

// A stage on which some voices sound.
io::Telemetry any_telemetry(Choices& from) {
  io::Telemetry t;
  t.stage.voice_count = from.below(4);
  for (int i = 0; i < t.stage.voice_count; i++) {
    io::Telemetry& now = t;
    now.stage.voices[std::size_t(i)] = {.id = from.whole(), .voice = std::int16_t(from.below(kVoices)), .pitch = float(from.number())};
  }
  t.peak_left = float(from.number());
  t.beat = from.below(2) == 0 ? from.below(256) : -0.25;
  t.misses = from.big(8);
  for (int n = from.below(4); n > 0; n--) t.places.push_back("place");
  t.stage.parts[0].place = std::uint8_t(from.below(6));
  return t;
}

void check(const OscValue& value, const io::Telemetry& telemetry) {
  const std::string address = io::osc_address_of(value);
  int found = 0;
  must(io::find_osc_values(address, kVoices, [&](OscValue other) {
         must(other == value, "an address is one value's");
         return ++found < 2;
       }),
       "an address is found");
  must(found == 1, "an address is found once");
  const io::OscValueInfo info = io::osc_info_of(value);
  must(info.address == address && !info.types.empty() && !info.help.empty(), "it is described");
  if (info.has_range) must(info.min < info.max && info.standard >= info.min && info.standard <= info.max, "its range holds its standard");

  const auto bytes = io::osc_bytes_of(address, io::osc_message_of(value, telemetry));
  io::OscMessage message;
  must(io::parse_osc_message(bytes, message) == nullptr && message.address == address, "its value is an OSC message");
  if (io::is_silent(value, telemetry)) must(message.count == 0, "a silent voice has no value");
}

const Target target("osc_value", [](Bytes input) {
  Choices from(input);
  const io::Telemetry telemetry = any_telemetry(from);
  const std::string_view pattern = text_of(from.some(input.size()));
  std::vector<OscValue> values;
  const bool any = io::find_osc_values(pattern, kVoices, [&](OscValue value) {
    values.push_back(value);
    return values.size() < kLookedAt;
  });
  must(any == !values.empty(), "it says whether there was one");
  for (const OscValue& value : values) check(value, telemetry);
});

}  // namespace
}  // namespace seaglass::fuzz
