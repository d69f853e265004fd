// `seaglass render`: the same file gives the same samples, and every note begins where it stands.

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

TEST_CASE("A score without notes renders to a short silence") {
  TempFolder folder;
  write_bytes(folder / "phrase.mid", score({}));
  (void)rendered(folder, {});
  const Sound sound = read_sound(folder / "out.wav");
  CHECK(sound.peak() == 0);
  CHECK(sound.frames() <= 2 * 48000);
}
