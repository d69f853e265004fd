#include "io/file/midi_part.h"

#include "io/file/midi_writer.h"
#include "tests/catch.h"
#include "tests/io/file/midi_file_writer.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

MidiPart read(const std::vector<std::uint8_t>& bytes) { return read_midi_part(bytes, "x.mid"); }

}  // namespace

TEST_CASE("The part is the first track with notes, in quarter notes", "[midi]") {
  MidiWriter file(96);
  file.track("silent");
  file.tempo(0, 90);
  file.tempo(192, 60);
  file.meter(0, 3, 4);
  file.meter(288, 6, 8);
  file.track("flute");
  file.note(48, 96, 3, 60, 100);
  file.note(48, 144, 9, 36, 90);
  file.track("other");
  file.note(0, 96, 0, 72, 100);
  const MidiPart part = read(file.bytes());
  REQUIRE(part.track == "flute");
  REQUIRE(part.notes.size() == 2);
  REQUIRE(part.notes[0].onset == 0.5);
  REQUIRE(part.notes[0].end == 1.0);
  REQUIRE(part.notes[1].end == 1.5);
  REQUIRE(part.notes[0].pitch == 60);
  REQUIRE(part.notes[0].velocity == 100);
  REQUIRE(part.notes[1].channel == 9);
  REQUIRE(part.tempos.size() == 2);
  REQUIRE(part.tempos[0].bpm == Approx(90).epsilon(1e-5));
  REQUIRE(part.tempos[1].at == 2.0);
  REQUIRE(part.meters.size() == 2);
  REQUIRE(part.meters[1].at == 3.0);
  REQUIRE(part.meters[1].numerator == 6);
  REQUIRE(part.meters[1].denominator == 8);
}

TEST_CASE("A note that is struck twice before it ends ends in order", "[midi]") {
  TrackWriter track;
  track.add(0, {0x90, 60, 100}).add(96, {0x90, 60, 90}).add(96, {0x80, 60, 0}).add(96, {0x90, 60, 0}).end(0);
  const MidiPart part = read(midi_file(0, 96, {track}));
  REQUIRE(part.notes.size() == 2);
  REQUIRE(part.notes[0].end == 2.0);
  REQUIRE(part.notes[1].onset == 1.0);
  REQUIRE(part.notes[1].end == 3.0);
}

TEST_CASE("A note that is never ended ends with its track", "[midi]") {
  TrackWriter track;
  track.add(0, {0x90, 60, 100}).add(192, {0x90, 64, 90}).add(96, {0x80, 64, 0}).end(0);
  const MidiPart part = read(midi_file(0, 96, {track}));
  REQUIRE(part.notes[0].end == 3.0);
}

TEST_CASE("A file without notes is refused in one sentence", "[midi]") {
  TrackWriter track;
  track.tempo(0, 500'000).end(0);
  const Complaint said = complaint_of([&] { read(midi_file(0, 96, {track})); });
  REQUIRE(said.sentence == "'x.mid' has no notes to play along with; choose a file with a part in it");
  REQUIRE(said.exit_code == 3);
}

TEST_CASE("Times in seconds count as beats at 120 a minute", "[midi]") {
  TrackWriter track;  // 25 frames a second, 40 ticks each: a tick is a millisecond
  track.add(500, {0x90, 60, 100}).add(250, {0x80, 60, 0}).end(0);
  const MidiPart part = read(midi_file(0, 0xe728, {track}));
  REQUIRE(part.notes[0].onset == Approx(1.0));
  REQUIRE(part.notes[0].end == Approx(1.5));
}
