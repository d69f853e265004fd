#include "io/file/midi_file.h"

#include <cmath>
#include <random>

#include "tests/catch.h"
#include "tests/io/file/midi_file_writer.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

std::vector<ScoreEvent> read(const MidiBytes& bytes) { return read_midi_bytes(bytes, "x.mid"); }
Complaint complaint(const MidiBytes& bytes) {
  return complaint_of([&] { read(bytes); });
}

}  // namespace

TEST_CASE("ticks become seconds, before and after each tempo") {
  TrackWriter track;
  track.add(0, {0x90, 60, 100}).add(480, {0x80, 60, 0});  // 120 BPM until told otherwise
  track.tempo(0, 250'000).add(480, {0x90, 61, 100});
  track.tempo(480, 1'000'000).add(48, {0x90, 62, 100}).end(100'000);
  const auto score = read(midi_file(0, 480, {track}));
  REQUIRE(score.size() == 4);
  CHECK(score[0].seconds == 0.0);
  CHECK(score[1].seconds == Approx(0.5));
  CHECK(score[2].seconds == Approx(0.75));
  CHECK(score[3].seconds == Approx(1.1));
  CHECK(score[0].event.kind == EventKind::kNoteOn);
  CHECK(score[0].event.source == Source::kScore);
  CHECK(score[1].event.kind == EventKind::kNoteOff);
}

TEST_CASE("the tempo track rules the others, and tracks are merged in order") {
  TrackWriter tempos, a, b;
  tempos.tempo(0, 1'000'000).tempo(100, 500'000).end();
  a.add(50, {0x90, 60, 1}).add(100, {0x90, 61, 1}).end();
  b.add(0, {0x91, 70, 1}).add(50, {0x91, 71, 1}).add(100, {0x91, 72, 1}).end();
  const auto score = read(midi_file(1, 100, {a, b, tempos}));
  REQUIRE(score.size() == 5);
  const int ids[] = {70, 60, 71, 61, 72};
  const double times[] = {0, 0.5, 0.5, 1.25, 1.25};
  for (std::size_t i = 0; i < 5; i++) {
    CHECK(score[i].event.id == ids[i]);
    CHECK(score[i].seconds == Approx(times[i]));
  }
}

TEST_CASE("SMPTE division counts frames") {
  TrackWriter track;
  track.tempo(0, 123'456).add(1000, {0x90, 60, 1}).end();  // a tempo means nothing here
  const auto seconds = [&](int rate) { return read(midi_file(0, (256 - rate) << 8 | 40, {track})).at(0).seconds; };
  CHECK(seconds(25) == Approx(1.0));
  CHECK(seconds(24) == Approx(1000.0 / 960));
  CHECK(seconds(30) == Approx(1000.0 / 1200));
  CHECK(seconds(29) == Approx(1000.0 / 1200 * 1.001));
  CHECK(complaint(midi_file(0, (256 - 26) << 8 | 40, {track})).exit_code == 3);
  CHECK(complaint(midi_file(0, (256 - 25) << 8, {track})).exit_code == 3);
  CHECK(complaint(midi_file(0, 0, {track})).exit_code == 3);
}

TEST_CASE("running status, system exclusive, texts and other chunks") {
  TrackWriter track;
  track.add(0, {0x90, 60, 100}).add(10, {61, 100}).add(10, {61, 0});
  track.add(0, {0xf0, 3, 0x7e, 0x7f, 0xf7}).add(0, {0xf7, 1, 0xf8}).add(0, {0xff, 0x01, 2, 'h', 'i'});
  track.add(0, {62, 90}).add(0, {0xc1, 5}).add(0, {6}).add(0, {0xe0, 0, 64}).end();
  MidiBytes file;
  append_chunk(file, "MThd", {0, 0, 0, 1, 0, 96, 9, 9});  // longer headers are allowed
  append_chunk(file, "XFIH", {1, 2, 3});
  append_chunk(file, "MTrk", track.data());
  file.push_back(0);  // strays at the end as well
  const auto score = read(file);
  REQUIRE(score.size() == 7);
  CHECK(score[1].event.id == 61);
  CHECK(score[2].event.kind == EventKind::kNoteOff);
  CHECK(score[3].event.id == 62);
  CHECK(score[4].event.kind == EventKind::kProgram);
  CHECK(score[5].event.index == 6);
  CHECK(score[5].event.part == 1);
  CHECK(score[6].event.value == 0.0f);
}

TEST_CASE("a track ends at its end mark, or where its bytes end") {
  TrackWriter marked, unmarked;
  marked.add(0, {0x90, 60, 1}).end().add(0, {0x90, 61, 1});
  unmarked.add(0, {0x90, 60, 1});
  CHECK(read(midi_file(0, 96, {marked})).size() == 1);
  CHECK(read(midi_file(0, 96, {unmarked})).size() == 1);
  CHECK(read(midi_file(0, 96, {TrackWriter()})).empty());
}

TEST_CASE("broken files are refused with a sentence") {
  TrackWriter good;
  good.add(0, {0x90, 60, 100}).add(100, {0x80, 60, 0}).end();
  const auto with = [](std::initializer_list<int> bytes) {
    TrackWriter track;
    track.add(0, bytes);
    return complaint(midi_file(0, 96, {track}));
  };
  CHECK(complaint({}).has("not a MIDI file"));
  CHECK(complaint({'R', 'I', 'F', 'F', 0, 0, 0, 0}).has("not a MIDI file"));
  CHECK(complaint(midi_file(2, 96, {good})).has("format 2"));
  CHECK(complaint(midi_file(0, 96, {})).has("no track"));
  CHECK(with({60, 100}).has("status"));
  CHECK(with({0x90, 60}).has("cut short"));
  CHECK(with({0x90, 60, 200}).has("out of range"));
  CHECK(with({0xf1, 0}).has("not allowed"));
  CHECK(with({0xff, 0x51, 3, 0, 0}).has("cut short"));
  CHECK(with({0xff, 0x51, 3, 0, 0, 0}).has("zero"));
  CHECK(with({0xff, 0x01, 0xff, 0xff, 0xff, 0xff, 0x7f}).has("too long"));
  CHECK(with({0xf0, 0xff, 0xff, 0xff, 0x7f}).has("cut short"));
  CHECK(with({0xff}).has("at byte 2 of track 1"));
  MidiBytes huge = midi_file(0, 96, {good});
  huge[18] = 0xff;  // the track's length
  CHECK(huge.size() < 100);
  CHECK(complaint(huge).has("cut short"));
  CHECK(complaint(huge).exit_code == 3);
  TrackWriter endless;
  for (int i = 0; i < 20; i++) endless.tempo(0x0fffffff, 0xffffff);
  endless.add(0, {0x90, 60, 100});
  CHECK(complaint(midi_file(0, 1, {endless})).has("6 hours"));
}

TEST_CASE("mutated files give a sentence or a sane score") {
  TrackWriter tempos, notes;
  tempos.tempo(0, 480'000).tempo(960, 400'000).end();
  for (int i = 0; i < 40; i++) notes.add(30, {0x90, 40 + i, 90}).add(60, {40 + i, 0}).add(1, {0xb0, 7, i});
  notes.end();
  const MidiBytes whole = midi_file(1, 480, {tempos, notes});
  std::mt19937 random(5);
  int refused = 0;
  for (int i = 0; i < 3000; i++) {
    MidiBytes bytes = whole;
    if (i % 3 == 0) bytes.resize(random() % bytes.size());
    if (i % 3 == 1)
      for (int n = int(random() % 12); n >= 0; n--) bytes[random() % bytes.size()] ^= std::uint8_t(1u << random() % 8);
    if (i % 3 == 2) {
      const std::size_t at = 14 + 4 + random() % 4;
      bytes[at] = std::uint8_t(random());
    }
    bytes.shrink_to_fit();
    try {
      const auto score = read(bytes);
      CHECK(score.size() <= bytes.size());
      for (const ScoreEvent& e : score) REQUIRE((std::isfinite(e.seconds) && e.seconds >= 0));
      for (std::size_t k = 1; k < score.size(); k++) REQUIRE(score[k - 1].seconds <= score[k].seconds);
    } catch (const FileError& error) {
      refused++;
      CHECK(std::string(error.what()).size() < 200);
    }
  }
  CHECK(refused > 300);
  CHECK(refused < 3000);
}

TEST_CASE("more events than a performance can have are refused before they take memory") {
  // 64 MB of program changes under running status: two bytes each.
  MidiBytes file;
  append_chunk(file, "MThd", {0, 0, 0, 1, 0, 96});
  MidiBytes data(24u << 20, 0);
  data[1] = 0xc0;
  append_chunk(file, "MTrk", data);
  CHECK(complaint(file).has("10 million"));
}
