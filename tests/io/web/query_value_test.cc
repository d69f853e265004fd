#include "io/web/query_value.h"

#include "io/osc/osc_packet.h"
#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

OscValue value_at(const std::string& address) {
  OscValue found;
  REQUIRE(find_osc_values(address, 40, [&](OscValue v) {
    found = v;
    return true;
  }));
  return found;
}

// "types text": the types of the packet as sent, and its first argument.
std::string types_of(const OscPacket& packet) {
  const std::string address(reinterpret_cast<const char*>(packet.data()));
  return reinterpret_cast<const char*>(packet.data()) + (address.size() / 4 + 1) * 4;
}

}  // namespace

TEST_CASE("Values are JSON as people write it") {
  Telemetry now;
  now.places = {"cello", "flute \"two\"", "caf\xc3\xa9", "\xff"};
  now.time_s = 12.5;
  now.sample = (std::int64_t(1) << 40) + 7;
  now.stage.parts[0].values[std::size_t(ParameterId::kWidth)] = 0.35f;
  now.stage.parts[0].place = 1;
  CHECK(value_json(value_at("/control/width"), now) == "[0.35]");
  CHECK(value_json(value_at("/control/vibrato"), now) == "[0.0]");
  CHECK(value_json(value_at("/status/time"), now) == "[12.5]");
  CHECK(value_json(value_at("/status/sample"), now) == "[7]");
  CHECK(value_json(value_at("/part/1/place"), now) == R"(["flute \"two\""])");
  CHECK(value_json(value_at("/setlist/position"), now) == R"([0,"",""])");
  CHECK(value_json(value_at("/places"), now).starts_with(R"(["cello",)"));  // whatever a patch's author has typed
  CHECK(value_json(value_at("/voice/1/pitch"), now).empty());
  CHECK(value_json(value_at("/voice/1/held"), now) == "[0]");
  CHECK(value_json(value_at("/voice/1/level"), now) == "[-120.0]");
}

TEST_CASE("Messages have the types that every client knows") {
  Telemetry now;
  now.places = {"cello"};
  now.time_s = 12.5;
  now.sample = (std::int64_t(1) << 33) + 5;
  now.beat = 3.25;
  CHECK(types_of(value_packet(value_at("/status/time"), now)) == ",f");
  CHECK(types_of(value_packet(value_at("/status/sample"), now)) == ",i");
  CHECK(types_of(value_packet(value_at("/transport/beat"), now)) == ",f");
  CHECK(types_of(value_packet(value_at("/setlist/position"), now)) == ",iss");
  CHECK(types_of(value_packet(value_at("/part/1/place"), now)) == ",s");
  CHECK(value_packet(value_at("/voice/1/pitch"), now).empty());
  for (const char* pattern : {"/*", "/*/*", "/*/*/*", "/*/*/*/*"})
    (void)find_osc_values(pattern, 4, [&](OscValue v) {
      const OscPacket packet = value_packet(v, now);
      if (packet.empty()) return true;
      const std::string types = types_of(packet);
      INFO(osc_address_of(v) << " " << types);
      CHECK(types == "," + web_types(osc_info_of(v).types));
      CHECK(types.find_first_not_of(",ifs") == types.npos);
      OscMessage message;
      CHECK(parse_osc_message(packet, message) == nullptr);
      CHECK(message.address == osc_address_of(v));
      return true;
    });
}
