#include "io/midi/device_name.h"

#include "tests/catch.h"

using namespace seaglass::io;

TEST_CASE("A controller keeps its name in every socket") {
  CHECK(device_name_of("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0") == "nanoKONTROL2");
  CHECK(device_name_of("nanoKONTROL2:nanoKONTROL2 MIDI 1 28:0") == "nanoKONTROL2");
  CHECK(device_name_of("nanoKONTROL2:nanoKONTROL2 nanoKONTROL2 _ CTRL 20:0") == "nanoKONTROL2 nanoKONTROL2 _ CTRL");
  CHECK(device_name_of("Launchkey 49:Launchkey 49 MIDI 2 24:1") == "Launchkey 49 MIDI 2");
  CHECK(device_name_of("VMPK Output:out 130:0") == "VMPK Output out");
  CHECK(device_name_of("seaglass:in") == "seaglass in");
  CHECK(device_name_of("X-Touch 20:0") == "X-Touch");
  CHECK(device_name_of("Twister") == "Twister");
  CHECK(device_name_of("a:b:c 12:3") == "a b:c");
  CHECK(device_name_of("20:0") == "20 0");
  CHECK(device_name_of(" 20:0") == "controller");
  CHECK(device_name_of("") == "controller");
  CHECK(device_name_of(":") == ":");
}
