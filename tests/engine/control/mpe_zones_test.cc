#include "engine/control/mpe_zones.h"

#include "tests/catch.h"

using namespace seaglass;

namespace {

using enum MpeZones::Zone;

// "m" manager of the lower zone, "l" its members, "M" and "u" of the upper zone, "." neither; channel 1 first.
std::string picture(const MpeZones& zones) {
  std::string text;
  for (int channel = 0; channel < kParts; channel++) {
    const int member = zones.member_of(channel);
    text += zones.manages(channel) ? (channel == 0 ? 'm' : 'M') : member == kLower ? 'l' : member == kUpper ? 'u' : '.';
    CHECK(zones.home(channel) == (member == MpeZones::kNone ? channel : MpeZones::manager(member)));
  }
  return text;
}

MpeZones with(MpeZones zones, MpeZones::Zone zone, int members) {
  zones.set(zone, members);
  return zones;
}

}  // namespace

TEST_CASE("zones grow from both ends") {
  const MpeZones none;
  CHECK(picture(none) == "................");
  CHECK(picture(with(none, kLower, 1)) == "ml..............");
  CHECK(picture(with(none, kLower, 7)) == "mlllllll........");
  CHECK(picture(with(none, kLower, 15)) == "mlllllllllllllll");
  CHECK(picture(with(none, kUpper, 3)) == "............uuuM");
  CHECK(picture(with(none, kUpper, 15)) == "uuuuuuuuuuuuuuuM");
  CHECK(picture(with(with(none, kLower, 6), kUpper, 8)) == "mlllllluuuuuuuuM");
}

TEST_CASE("the newest zone takes channels from the other") {
  const MpeZones both = with(with({}, kLower, 7), kUpper, 7);
  CHECK(picture(both) == "mllllllluuuuuuuM");
  CHECK(picture(with(both, kLower, 10)) == "mlllllllllluuuuM");
  CHECK(picture(with(both, kLower, 13)) == "mllllllllllllluM");
  CHECK(picture(with(both, kLower, 14)) == "mllllllllllllll.");  // nothing is left for members of the upper zone
  CHECK(picture(with(both, kLower, 15)) == "mlllllllllllllll");
  CHECK(picture(with(both, kUpper, 13)) == "mluuuuuuuuuuuuuM");
  CHECK(picture(with(both, kUpper, 14)) == ".uuuuuuuuuuuuuuM");
  CHECK(picture(with(both, kUpper, 15)) == "uuuuuuuuuuuuuuuM");
}

TEST_CASE("a zone ends and resizes without the other") {
  const MpeZones both = with(with({}, kLower, 7), kUpper, 5);
  CHECK(picture(with(both, kLower, 0)) == "..........uuuuuM");
  CHECK(picture(with(both, kUpper, 0)) == "mlllllll........");
  CHECK(picture(with(both, kLower, 3)) == "mlll......uuuuuM");
  CHECK(picture(with(with({}, kUpper, 15), kLower, 0)) == "uuuuuuuuuuuuuuuM");
  CHECK(picture(with({}, kLower, 99)) == "mlllllllllllllll");
  CHECK(picture(with({}, kUpper, -3)) == "................");
}
