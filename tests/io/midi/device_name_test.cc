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

TEST_CASE("A controller on JACK has the name that it has without") {
  const auto by_alias = [](const char* alias) { return jack_device_name_of("system:midi_capture_3", {alias}); };
  CHECK(jack_device_name_of("a2j:nanoKONTROL2 [24] (capture): nanoKONTROL2 MIDI 1", {}) == "nanoKONTROL2");
  CHECK(jack_device_name_of("a2j:nanoKONTROL2 [28] (capture): nanoKONTROL2 MIDI 1", {}) == "nanoKONTROL2");
  CHECK(jack_device_name_of("a2j:nanoKONTROL2 (capture): nanoKONTROL2 MIDI 1", {}) == "nanoKONTROL2");
  CHECK(jack_device_name_of("a2j:Launchkey 49 [20] (capture): Launchkey 49 MIDI 2", {}) == "Launchkey 49 MIDI 2");
  CHECK(jack_device_name_of("a2j:Pedal [x] (capture): out", {}) == "Pedal [x] out");
  CHECK(by_alias("alsa_pcm:nanoKONTROL2/midi_capture_1") == "nanoKONTROL2");
  CHECK(by_alias("alsa_pcm:nanoKONTROL2/midi_capture_2") == "nanoKONTROL2 MIDI 2");
  CHECK(by_alias("alsa_pcm:in-hw-1-0-0-nanoKONTROL2-MIDI-1") == "nanoKONTROL2");
  CHECK(by_alias("alsa_pcm:in-hw-12-0-1-X-Touch-MIDI-2") == "X-Touch-MIDI-2");
  CHECK(by_alias("Twister:Twister MIDI 1") == "Twister");
  CHECK(by_alias("a2j:Twister [20] (capture): Twister MIDI 1") == "Twister");
  // What nobody has written yet says at least which it was.
  CHECK(by_alias("alsa_pcm:in-hw-1-0") == "alsa_pcm in-hw-1-0");
  CHECK(by_alias("alsa_pcm:in-hw--0-0-x") == "alsa_pcm in-hw--0-0-x");
  CHECK(by_alias("alsa_pcm:/midi_capture_1") == "alsa_pcm /midi_capture_1");
  CHECK(jack_device_name_of("system:midi_capture_1", {}) == "system midi_capture_1");
  CHECK(jack_device_name_of("a2j:", {}) == "a2j:");
}
