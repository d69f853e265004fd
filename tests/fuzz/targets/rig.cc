// A rig: what can be read is a setup that a keyboard can be played with.

#include "io/file/rig_file.h"

#include <array>

#include "engine/control/midi_player.h"
#include "engine/patch/load.h"
#include "tests/fuzz/fuzz.h"
#include "tests/io/midi/player_bytes.h"

namespace seaglass::fuzz {
namespace {

void play_all_keys(const MidiSetup& setup) {
  MidiPlayer player;
  player.set_setup(setup);
  const auto check = [](std::span<const Event> events) {
    const std::string wrong = io::wrong_with(events);
    must(wrong.empty(), wrong.c_str());
  };
  check(player.follow_setup(Source::kMidi));
  for (int key = 0; key < kKeys; key++)
    for (const int velocity : {key, 0}) {
      const std::array message{std::uint8_t(0x90 | (key & 15)), std::uint8_t(key), std::uint8_t(velocity)};
      check(player.play(*io::parse_midi(message)));
    }
  check(player.release_all(Source::kMidi));
}

const Target target("rig", [](Bytes input) {
  io::Rig rig;
  try {
    rig = io::parse_rig(text_of(input), "/nowhere/any.rig");
  } catch (const io::FileError& error) {
    must(std::string_view(error.what()).starts_with("'"), "an error names the file");
    return;
  }
  must(read_settings(to_json(rig.settings)) == rig.settings, "its settings are such as snapshots keep");
  play_all_keys(rig.midi);
});

}  // namespace
}  // namespace seaglass::fuzz
