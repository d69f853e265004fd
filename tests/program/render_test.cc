// `seaglass render`: the same file gives the same samples, and every note begins where it stands.

#include <cmath>

#include "tests/program/files.h"
#include "tests/program/process.h"
#include "tests/program/sound.h"

using namespace seaglass::test;

namespace {

const std::vector<ScoreNote> kPhrase{{.at_ms = 100, .key = 60}, {.at_ms = 500, .key = 67}, {.at_ms = 900, .key = 55, .velocity = 40}};

std::string rendered(const TempFolder& folder, Words options) {
  const std::string out = folder / "out.wav";
  Words words{"render", patch_path(), folder / "phrase.mid", "-o", out};
  words.insert(words.end(), options.begin(), options.end());
  const Ended ended = instrument(words);
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  CHECK(ended.err.empty());
  CHECK(folder.files() == 2);
  return bytes_of(out);
}

}  // namespace

TEST_CASE("A render depends on its seed and on nothing else") {
  TempFolder folder;
  write_bytes(folder / "phrase.mid", score(kPhrase));
  const std::string first = rendered(folder, {"--seed", "7"});
  CHECK(first == rendered(folder, {"--seed", "7"}));
  for (const char* buffer : {"16", "17", "1000", "4096"}) {
    INFO(buffer);
    CHECK(first == rendered(folder, {"--seed", "7", "--buffer", buffer}));
  }
  CHECK(first != rendered(folder, {"--seed", "8"}));
}

TEST_CASE("A rendered note begins at its sample and ends in silence") {
  TempFolder folder;
  write_bytes(folder / "phrase.mid", score(kPhrase));
  for (const int rate : {44100, 48000, 96000}) {
    (void)rendered(folder, {"--rate", std::to_string(rate), "--place", "piano"});
    const Sound sound = read_sound(folder / "out.wav");
    CHECK(sound.rate == rate);
    CHECK(sound.channels == 2);
    CHECK(sound.finite());
    CHECK(sound.peak() > 0.01f);
    CHECK(sound.peak() < 1.0f);
    const auto x = sound.mono();
    const std::size_t onset = std::size_t(rate / 10);
    CHECK(first_sound(x, 0, 0) >= onset);
    CHECK(first_sound(x, 0, 1e-4f) < onset + std::size_t(rate / 500));  // its attack rises within 2 ms
    CHECK(first_sound(x, x.size() - std::size_t(rate / 10), 1e-4f) == x.size());
    for (const ScoreNote& note : kPhrase)
      CHECK(stands_out(&x[std::size_t((note.at_ms + 20) * rate / 1000)], std::size_t(rate / 4), note.key, rate) > 10);
  }
}

TEST_CASE("A recorded MPE note sounds where its finger bent it, and the one beside it where it was struck") {
  constexpr int kFifthUp = 8192 + 1195;  // of 48 semitones
  TempFolder folder;
  seaglass::io::TrackWriter track;
  track.tempo(0, 480'000).add(0, {0xb0, 101, 0}).add(0, {0xb0, 100, 6}).add(0, {0xb0, 6, 15});
  track.add(100, {0xe1, kFifthUp & 127, kFifthUp >> 7}).add(0, {0x91, 60, 100}).add(0, {0x92, 52, 100});
  track.add(900, {0x81, 60, 0}).add(0, {0x82, 52, 0});
  const auto bytes = seaglass::io::midi_file(0, 480, {track.end()});
  write_bytes(folder / "phrase.mid", {bytes.begin(), bytes.end()});
  (void)rendered(folder, {"--place", "piano"});
  const Sound sound = read_sound(folder / "out.wav");
  const auto x = sound.mono();
  const auto above = [&](double key) {
    return stands_out(&x[std::size_t(sound.rate / 5)], std::size_t(sound.rate / 2), key, sound.rate);
  };
  CHECK(above(67) > 10);
  CHECK(above(52) > 10);
  CHECK(above(60) < 3);
}

TEST_CASE("A render's settings are heard, of a part and of the whole, and only what is set") {
  TempFolder folder;
  write_bytes(folder / "phrase.mid", score(kPhrase));
  const auto louder_by = [&](const Words& options) {
    (void)rendered(folder, {"--place", "piano", "--set", "gain=-20"});
    const double before = read_sound(folder / "out.wav").peak();
    (void)rendered(folder, options);
    return 20 * std::log10(read_sound(folder / "out.wav").peak() / before);
  };
  const Words piano{"--place", "piano", "--set"};
  const auto with = [&](const Words& more) {
    Words all = piano;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  CHECK(louder_by(with({"gain=-30"})) == Approx(-10).margin(0.01));
  CHECK(louder_by(with({"gain=-20", "--set", "volume=-6.5"})) == Approx(-6.5).margin(0.01));
  CHECK(louder_by(with({"gain=-40", "--set", "gain=-25"})) == Approx(-5).margin(0.01));  // the later one counts

  const std::string plain = rendered(folder, {});
  CHECK(plain == rendered(folder, {"--set", "transpose=0"}));
  CHECK(plain != rendered(folder, {"--set", "brightness=3"}));
  (void)rendered(folder, {"--set", "transpose=12", "--place", "piano"});
  const auto x = read_sound(folder / "out.wav").mono();
  for (const ScoreNote& note : kPhrase)
    CHECK(stands_out(&x[std::size_t((note.at_ms + 20) * 48)], 12000, note.key + 12, 48000) > 10);
}

TEST_CASE("A render refuses a setting that is none, and says what is wrong") {
  TempFolder folder;
  write_bytes(folder / "phrase.mid", score(kPhrase));
  for (const auto& [setting, word] : std::vector<std::pair<std::string, std::string>>{
           {"loudness=3", "NAME=VALUE"}, {"volume", "NAME=VALUE"}, {"=3", "NAME=VALUE"}, {"", "NAME=VALUE"},
           {"volume=", "-80..6"}, {"volume=loud", "-80..6"}, {"volume=3dB", "-80..6"}, {"volume=7", "-80..6"},
           {"volume=nan", "-80..6"}}) {
    INFO(setting);
    check_refusal(instrument({"render", patch_path(), folder / "phrase.mid", "-o", folder / "out.wav", "--set", setting}), 2, word);
  }
  CHECK(folder.files() == 1);
}

TEST_CASE("A score without notes renders to a short silence") {
  TempFolder folder;
  write_bytes(folder / "phrase.mid", score({}));
  (void)rendered(folder, {});
  const Sound sound = read_sound(folder / "out.wav");
  CHECK(sound.peak() == 0);
  CHECK(sound.frames() <= 2 * 48000);
}
