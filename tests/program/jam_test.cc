// `seaglass jam` from outside, with an accompanist of random weights.

#include <filesystem>

#include "engine/jam/chord.h"
#include "io/file/midi_part.h"
#include "io/file/midi_tracks.h"
#include "io/file/midi_writer.h"
#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

const std::string kJam = SEAGLASS_TEST_DATA "/small_jam.glass";

void write_melody(const std::string& path, int after = 64, int semitones = 0) {
  io::MidiWriter file(480);
  file.track("flute");
  file.tempo(0, 100);
  for (int i = 0; i < 64; i++) {
    const int pitch = 60 + i * 7 % 12 + (i >= after ? semitones : 0);
    file.note(i * 240, i * 240 + 200, 0, pitch, 90);
  }
  file.write(path);
}

struct Answer {
  std::vector<std::string> tracks;
  std::vector<std::pair<std::int64_t, std::string>> chords;
  std::vector<int> notes;  // note-ons of each track
  int open = 0;            // notes that are never ended
};

std::vector<std::uint8_t> bytes_at(const std::string& path) {
  const std::string bytes = bytes_of(path);
  return {bytes.begin(), bytes.end()};
}

Answer answer_at(const std::string& path) {
  Answer answer;
  io::for_each_midi_event(bytes_at(path), path, [&](int number, const io::MidiTrack& track) {
    if (std::size_t(number) >= answer.notes.size()) answer.notes.resize(std::size_t(number) + 1);
    const std::string text(track.meta_bytes().begin(), track.meta_bytes().end());
    if (track.meta() == io::kMetaTrackName) answer.tracks.push_back(text);
    if (track.meta() == io::kMetaText) answer.chords.emplace_back(track.tick(), text);
    if (track.message().empty()) return;
    const int kind = track.message()[0] & 0xf0;
    if (kind == 0x90) answer.notes[std::size_t(number)]++, answer.open++;
    if (kind == 0x80) answer.open--;
  });
  return answer;
}

}  // namespace

TEST_CASE("seaglass jam answers with a track for each role, and names its harmony") {
  TempFolder folder;
  write_melody(folder / "in.mid");
  const Ended ended = instrument({"jam", folder / "in.mid", "-o", folder / "out.mid", "--model", kJam});
  REQUIRE(ended.code == 0);
  const Answer answer = answer_at(folder / "out.mid");
  CHECK(answer.tracks == std::vector<std::string>{"flute", "bass", "comp", "counter", "drums"});
  CHECK(answer.notes[0] == 64);
  CHECK(answer.notes[1] + answer.notes[2] + answer.notes[3] + answer.notes[4] > 20);
  CHECK(answer.open == 0);
  REQUIRE(answer.chords.size() > 1);
  for (const auto& [tick, text] : answer.chords) {
    INFO(text);
    REQUIRE(text.starts_with("chord "));
    REQUIRE(jam::chord_named(text.substr(6)).has_value());
    REQUIRE(tick % 120 == 0);
  }
  const io::MidiPart part = io::read_midi_part(folder / "out.mid");
  CHECK(part.tempos.at(0).bpm == Approx(100).epsilon(1e-4));
  CHECK(part.notes[10].pitch == 60 + 70 % 12);
}

TEST_CASE("The same seed plays the same bytes, another seed others") {
  TempFolder folder;
  write_melody(folder / "in.mid");
  for (const auto& [name, seed] : {std::pair{"a.mid", "4"}, {"b.mid", "4"}, {"c.mid", "5"}})
    REQUIRE(instrument({"jam", folder / "in.mid", "-o", folder / name, "--model", kJam, "--seed", seed}).code == 0);
  CHECK(bytes_at(folder / "a.mid") == bytes_at(folder / "b.mid"));
  CHECK_FALSE(bytes_at(folder / "a.mid") == bytes_at(folder / "c.mid"));
}

TEST_CASE("What the player plays later changes no chord before") {
  TempFolder folder;
  constexpr int kTurn = 32;  // eighths
  write_melody(folder / "in.mid");
  write_melody(folder / "turned.mid", kTurn, 6);
  for (const char* name : {"in.mid", "turned.mid"})
    REQUIRE(instrument({"jam", folder / name, "-o", folder / (std::string("out ") + name), "--model", kJam}).code == 0);
  const auto before = [&](const std::string& path) {
    auto chords = answer_at(path).chords;
    std::erase_if(chords, [](const auto& c) { return c.first > kTurn * 240; });
    return chords;
  };
  REQUIRE(before(folder / "out in.mid").size() > 1);
  CHECK(before(folder / "out in.mid") == before(folder / "out turned.mid"));
  CHECK_FALSE(answer_at(folder / "out in.mid").chords == answer_at(folder / "out turned.mid").chords);
}

TEST_CASE("seaglass jam plays the roles that it is asked for, or dreams without a part") {
  TempFolder folder;
  write_melody(folder / "in.mid");
  REQUIRE(instrument({"jam", folder / "in.mid", "-o", folder / "out.mid", "--model", kJam, "--roles", "drums,bass"}).code == 0);
  CHECK(answer_at(folder / "out.mid").tracks == std::vector<std::string>{"flute", "bass", "drums"});
  const Ended dream = instrument({"jam", "--dream", "8", "-o", folder / "dream.mid", "--model", kJam, "--json"});
  REQUIRE(dream.code == 0);
  CHECK(Json::parse(dream.out)["frames"] == 128);
  CHECK(Json::parse(dream.out)["notes"] > 10);
  CHECK(answer_at(folder / "dream.mid").open == 0);
}

TEST_CASE("A locked chord is the only one") {
  TempFolder folder;
  write_melody(folder / "in.mid");
  REQUIRE(instrument({"jam", folder / "in.mid", "-o", folder / "out.mid", "--model", kJam, "--lock", "Bbm7"}).code == 0);
  const auto chords = answer_at(folder / "out.mid").chords;
  REQUIRE(chords.size() == 1);
  CHECK(chords[0].second == "chord Bb:min7");
}

TEST_CASE("What seaglass jam cannot take it refuses with one sentence, and leaves no file") {
  TempFolder folder;
  write_melody(folder / "in.mid");
  const auto refused = [&](std::vector<std::string> words, int code, const std::string& part) {
    words.insert(words.begin(), "jam");
    words.insert(words.end(), {"-o", folder / "out.mid", "--model", kJam});
    INFO(part);
    check_refusal(instrument(words), code, part);
    REQUIRE_FALSE(std::filesystem::exists(folder / "out.mid"));
  };
  refused({}, 2, "--dream");
  refused({folder / "in.mid", "--dream", "4"}, 2, "--dream");
  refused({folder / "none.mid"}, 3, "none.mid");
  refused({folder / "in.mid", "--roles", "bass,tuba"}, 2, "tuba");
  refused({folder / "in.mid", "--roles", ""}, 2, "role");
  refused({folder / "in.mid", "--knob", "density"}, 2, "density");
  refused({folder / "in.mid", "--knob", "density=2"}, 2, "density=2");
  refused({folder / "in.mid", "--knob", "density=nan"}, 2, "density=nan");
  refused({folder / "in.mid", "--knob", "loudness=0.5"}, 2, "loudness");
  refused({folder / "in.mid", "--lock", "H7"}, 2, "H7");
  refused({folder / "in.mid", "--style", "polka"}, 2, "polka");
  check_refusal(instrument({"jam", folder / "in.mid", "-o", folder / "in.mid", "--model", kJam}), 2, "in.mid");
  REQUIRE(answer_at(folder / "in.mid").tracks == std::vector<std::string>{"flute"});
  write_bytes(folder / "empty.mid", {});
  refused({folder / "empty.mid"}, 3, "MIDI");
  io::MidiWriter silent(480);
  silent.track("nothing");
  silent.write(folder / "silent.mid");
  refused({folder / "silent.mid"}, 3, "no notes");
  check_refusal(instrument({"jam", folder / "in.mid", "-o", folder / "out.mid", "--model", SEAGLASS_TEST_DATA "/small_neural.glass"}), 3,
                "instrument");
  check_refusal(instrument({"jam", folder / "in.mid", "-o", "/nowhere/out.mid", "--model", kJam}), 5, "/nowhere");
}
