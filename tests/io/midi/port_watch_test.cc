#include "io/midi/port_watch.h"

#include "tests/catch.h"

using namespace seaglass::io;

TEST_CASE("A sequencer's port has its address at the end of its name") {
  CHECK(sequencer_address_of("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0") == SequencerAddress(20, 0));
  CHECK(sequencer_address_of("Launchkey 49:Launchkey 49 MIDI 2 128:13") == SequencerAddress(128, 13));
  for (const char* none : {"", "20:0", "Twister", "seaglass:in", "Twister 20:", "Twister :0", "Twister 99999999999:0"}) {
    CAPTURE(none);
    CHECK_FALSE(sequencer_address_of(none));
  }
}

TEST_CASE("A port has gone by itself, with its client, or when nobody could keep count") {
  const char *first = "Launchkey:Launchkey MIDI 1 24:0", *second = "Launchkey:Launchkey MIDI 2 24:1", *other = "Twister 28:0";
  VanishedPorts gone;
  CHECK_FALSE(gone.has(first));
  gone.add_port(24, 1);
  CHECK_FALSE(gone.has(first));
  CHECK(gone.has(second));
  gone.add_client(24);
  CHECK(gone.has(first));
  CHECK_FALSE(gone.has(other));
  CHECK_FALSE(gone.has("hardware:out"));
  gone.add_all();
  CHECK(gone.has(other));
}

TEST_CASE("A watch on a system where nothing happens sees nothing go") {
  PortWatch watch;
  for (int i = 0; i < 3; i++) CHECK_FALSE(watch.take().has("Twister 28:0"));
}
