#include "io/file/score_player.h"

#include <random>

#include "tests/catch.h"
#include "tests/io/file/midi_file_writer.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

constexpr int kSecond = 960;  // ticks, at 120 BPM and 480 ticks a beat

std::vector<ScoreEvent> read(const std::vector<TrackWriter>& tracks) {
  return read_midi_bytes(midi_file(1, 480, tracks), "x.mid");
}

}  // namespace

TEST_CASE("a score that says nothing of zones is played as it stands") {
  std::mt19937 random(3);
  TrackWriter track;
  for (int i = 0; i < 3000; i++) {
    const int kind = 0x80 + int(random() % 7) * 16, first = int(random() % 128), second = int(random() % 128);
    if (kind == 0xb0 && first == 6) continue;
    if ((kind & 0xe0) == 0xc0)
      track.add(std::uint32_t(random() % 50), {kind + int(random() % 16), first});
    else
      track.add(std::uint32_t(random() % 50), {kind + int(random() % 16), first, second});
  }
  const auto score = read({track.end()});
  const auto played = play_score(score, {}, "x.mid");
  REQUIRE(played.size() == score.size());
  for (std::size_t i = 0; i < score.size(); i++) {
    REQUIRE(played[i].seconds == score[i].seconds);
    REQUIRE(played[i].event == score[i].event);
  }
}

TEST_CASE("a recording of an MPE controller bends each note by itself, across its tracks") {
  TrackWriter zone, left, right;
  zone.add(0, {0xb0, 101, 0}).add(0, {0xb0, 100, 6}).add(0, {0xb0, 6, 15}).end();
  left.add(kSecond, {0xe1, 0, 80}).add(0, {0x91, 60, 127}).add(kSecond, {0x81, 60, 0}).end();
  right.add(kSecond, {0x92, 64, 127}).add(kSecond / 2, {0xe2, 0, 0}).end();
  const auto played = play_score(read({left, right, zone}), {}, "x.mid");
  int bends = 0;
  for (const ScoreEvent& e : played) {
    CHECK(e.event.source == Source::kScore);
    if (e.event.kind == EventKind::kNoteOn) CHECK(e.seconds == Approx(1));
    if (e.event.kind != EventKind::kNoteSet || e.event.index != int(NoteKey::kPitch)) continue;
    CHECK(e.event.value ==
          Approx(bends == 0 ? 72 : 16).margin(0.01));  // a quarter of 48 semitones up, all of them down
    CHECK(e.seconds == Approx(bends == 0 ? 1 : 1.5));
    bends++;
  }
  CHECK(bends == 2);
}

TEST_CASE("a score that would become too many events is refused") {
  TrackWriter track;
  track.add(0, {0xb0, 101, 0}).add(0, {0xb0, 100, 6}).add(0, {0xb0, 6, 15});
  for (int key = 0; key < 128; key++) track.add(0, {0x91, key, 127});
  for (int i = 0; i < 200'000; i++) track.add(0, {0xd1, i % 128});  // 64 notes follow each
  const auto score = read({track.end()});
  CHECK(complaint_of([&] { play_score(score, {}, "x.mid"); }).has("'x.mid' makes more than 10 million events"));
}
