// A keyboard, its setups and its cable: no bytes leave a note hanging or send what is out of reach.

#include "tests/fuzz/fuzz.h"
#include "tests/io/midi/player_bytes.h"

namespace seaglass::fuzz {
namespace {

const Target target("midi_player", [](Bytes input) {
  const std::string wrong = io::play_bytes(input);
  must(wrong.empty(), wrong.c_str());
});

}  // namespace
}  // namespace seaglass::fuzz
