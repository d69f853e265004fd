#include "io/file/midi_writer.h"

#include <filesystem>

#include "io/errors.h"
#include "io/file/midi_file.h"
#include "io/file/midi_tracks.h"
#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

TEST_CASE("A file that was written is read back", "[midi]") {
  MidiWriter file(480);
  file.track("a");
  file.tempo(0, 120);
  file.note(480, 960, 2, 64, 90);
  file.note(0, 480, 2, 64, 100);
  const auto score = read_midi_bytes(file.bytes(), "x.mid");
  REQUIRE(score.size() == 4);
  REQUIRE(score[0].seconds == 0.0);
  REQUIRE(score[0].event.kind == EventKind::kNoteOn);
  // The note that ends where the next begins ends first.
  REQUIRE(score[1].event.kind == EventKind::kNoteOff);
  REQUIRE(score[2].event.kind == EventKind::kNoteOn);
  REQUIRE(score[1].seconds == Approx(0.5));
  REQUIRE(score[2].event.part == 2);
}

TEST_CASE("Names and texts stand where they were put", "[midi]") {
  MidiWriter file(480);
  file.track("comp");
  file.text(960, "chord G:min7");
  const std::string longer(300, 'x');
  file.text(1920, longer);
  std::vector<std::pair<std::int64_t, std::string>> texts;
  std::string name;
  for_each_midi_event(file.bytes(), "x.mid", [&](int, const MidiTrack& track) {
    const std::string text(track.meta_bytes().begin(), track.meta_bytes().end());
    if (track.meta() == kMetaTrackName) name = text;
    if (track.meta() == kMetaText) texts.emplace_back(track.tick(), text);
  });
  REQUIRE(name == "comp");
  REQUIRE(texts == std::vector<std::pair<std::int64_t, std::string>>{{960, "chord G:min7"}, {1920, longer}});
}

TEST_CASE("A note lasts a tick at least", "[midi]") {
  MidiWriter file(96);
  file.track("a");
  file.note(96, 96, 0, 60, 1);
  const auto score = read_midi_bytes(file.bytes(), "x.mid");
  REQUIRE(score.size() == 2);
  REQUIRE(score[0].event.kind == EventKind::kNoteOn);
  REQUIRE(score[1].seconds > score[0].seconds);
}

TEST_CASE("A file that cannot be written is refused and leaves nothing", "[midi]") {
  MidiWriter file(96);
  file.track("a");
  REQUIRE_THROWS_AS(file.write("/nowhere/at/all.mid"), WriteError);
  REQUIRE_FALSE(std::filesystem::exists("/nowhere"));
}
