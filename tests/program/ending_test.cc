// How a performance ends: on request, by force, with a full disk. What was played is never lost.

#include <sstream>

#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"
#include "tests/program/sound.h"

using namespace seaglass::test;

namespace {

constexpr int kRate = 48000;

std::vector<Json> journal_lines(const std::string& path) {
  std::vector<Json> lines;
  std::istringstream text(bytes_of(path));
  for (std::string line; std::getline(text, line);)
    if (Json object = Json::parse(line, nullptr, false); object.is_object()) lines.push_back(std::move(object));
  return lines;
}

// A chord that is still sounding when it returns.
void play_chord(Playing& playing) {
  const char* keys[] = {"48", "55", "64.5"};
  for (int i = 0; i < 3; i++) oscsend(playing.port(), "/note/on", "iff", {std::to_string(i), keys[i], "0.9"});
  REQUIRE(playing.says([](const Json& s) { return s.value("voices", 0) == 3; }));
  wait_seconds(0.5);
}

struct Files {
  TempFolder folder;
  std::string wav = folder / "live.wav", journal = folder / "live.journal", again = folder / "again.wav";
  Words options(Words more = {}) const {
    Words words = Playing::deaf({"--record", wav, "--journal", journal, "--seed", "3"});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Sound replay(Words more = {}) const {
    Words words{"replay", journal, "-o", again};
    words.insert(words.end(), more.begin(), more.end());
    const Ended ended = instrument(words);
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    return read_sound(again);
  }
};

// Frames at the start in which both are equal, to the last bit.
std::size_t equal_frames(const Sound& a, const Sound& b) {
  const std::size_t n = std::min(a.samples.size(), b.samples.size());
  std::size_t i = 0;
  while (i < n && a.samples[i] == b.samples[i]) i++;
  return i / 2;
}

}  // namespace

TEST_CASE("A stopped performance fades out within 20 ms, without a step, and closes its files") {
  for (const int signal : {SIGTERM, SIGINT}) {
    Files files;
    Playing playing(files.options());
    play_chord(playing);
    playing.stop(signal);

    const Sound live = read_sound(files.wav);
    const auto lines = journal_lines(files.journal);
    std::size_t fade = 0;
    for (const Json& line : lines)
      if (line.value("is", "") == "fade_out") fade = line["at"];
    REQUIRE(fade > 0);
    REQUIRE(lines.back().value("record", "") == "end");
    CHECK(lines.back()["at"] == live.frames());
    const auto x = live.mono();
    CHECK(first_sound(x, fade - kRate / 50, 0.01f) < fade);       // it was loud until then
    CHECK(first_sound(x, fade + kRate / 50, 1e-6f) == x.size());  // 20 ms later it is silent
    CHECK(std::fabs(x.back()) < 1e-6f);
    CHECK(roughness(x, fade, x.size()) <= 1.5f * roughness(x, fade - kRate / 4, fade));
    CHECK(playing.last()["sample"] == live.frames());

    // Until then it is the performance that the journal tells, but for what was concealed.
    if (playing.last()["misses"] == 0) CHECK(equal_frames(live, files.replay()) >= fade);
    CHECK(equal_frames(live, files.replay({"--as-heard"})) >= fade);
  }
}

TEST_CASE("Inline, a patch changes live and the end fades, and the recording is the replay of its journal") {
  Files files;
  Playing playing(files.options({"--driver", "inline"}));
  const std::string before = playing.last()["patch"];
  for (int i = 0; i < 3; i++) oscsend(playing.port(), "/note/on", "iff", {std::to_string(i), std::to_string(48 + 5 * i), "0.9"});
  wait_seconds(0.5);
  oscsend(playing.port(), "/lead", "s", {"safe"});
  CHECK(playing.complains("no lead"));
  oscsend(playing.port(), "/patch", "s", {"drums"});
  REQUIRE(playing.says([&](const Json& s) { return s.value("patch", before) != before; }));
  oscsend(playing.port(), "/note/on", "iff", {"9", "36", "0.9"});
  wait_seconds(0.2);
  playing.stop();

  const Sound live = read_sound(files.wav);
  const auto x = live.mono();
  std::size_t fade = 0, change = 0;
  for (const Json& line : journal_lines(files.journal)) {
    if (line.value("is", "") == "fade_out") fade = line["at"];
    if (line.value("record", "") == "patch" && line.contains("at")) change = line["at"];
  }
  REQUIRE(change > 0);
  REQUIRE(fade > change);
  CHECK(first_sound(x, change - kRate / 50, 0.01f) < change);
  CHECK(first_sound(x, fade + kRate / 50, 1e-6f) == x.size());
  CHECK(equal_frames(live, files.replay({"--buffer", "100"})) == live.frames());
}

TEST_CASE("A second Ctrl-C does not do harm") {
  Files files;
  Playing playing(files.options());
  play_chord(playing);
  playing.process().send(SIGINT);
  playing.process().send(SIGINT);
  CHECK(playing.process().wait() == 0);
  CHECK(read_sound(files.wav).frames() > kRate / 4);
  CHECK(journal_lines(files.journal).back().value("record", "") == "end");
}

TEST_CASE("A replay as heard conceals what was concealed when the whole program was held up") {
  Files files;
  Playing playing(files.options({"--buffer", "64"}));
  play_chord(playing);
  for (int i = 0; i < 6; i++) {
    playing.process().send(SIGSTOP);
    wait_seconds(0.03);
    playing.process().send(SIGCONT);
    wait_seconds(0.1);
  }
  playing.stop();
  const Sound live = read_sound(files.wav);
  CHECK(live.finite());
  const std::size_t fade = live.frames() - kRate / 25;
  CHECK(equal_frames(live, files.replay({"--as-heard"})) >= fade);
  CHECK(equal_frames(live, files.replay({"--as-heard", "--buffer", "1000"})) >= fade);
  const Json last = playing.last();
  INFO(last.dump());
  std::int64_t missed = 0;
  for (const Json& line : journal_lines(files.journal))
    if (line.value("record", "") == "miss") missed += line["value"].get<std::int64_t>();
  CHECK((missed > 0) == (last["misses"].get<std::int64_t>() > 0));
}

TEST_CASE("What was played survives kill -9") {
  Files files;
  {
    Playing playing(files.options());
    play_chord(playing);
    wait_seconds(2);  // the header is brought up to date each second
    playing.process().send(SIGKILL);
    CHECK(playing.process().wait() == -SIGKILL);
  }
  const Sound live = read_sound(files.wav);
  CHECK(live.frames() > kRate);
  CHECK(live.finite());
  CHECK(live.peak() > 0.01f);
  const Ended replay = instrument({"replay", files.journal, "-o", files.again});
  CHECK(replay.code == 0);
  CHECK(is_sentence(replay.err));
  CHECK(replay.err.find("breaks off") != std::string::npos);

  // Cut in the middle of a line, as by a power cut.
  const std::string text = bytes_of(files.journal);
  write_bytes(files.journal, text.substr(0, text.size() - 20));
  const Ended cut = instrument({"replay", files.journal, "-o", files.again});
  CHECK(cut.code == 0);
  CHECK(cut.err.find("breaks off") != std::string::npos);
  CHECK(equal_frames(read_sound(files.again), live) == read_sound(files.again).frames());
}

TEST_CASE("A disk that fills up stops the recording, is said once, and stops nothing else") {
  Files files;
  Playing playing(files.options(), {.file_bytes = 600'000});
  CHECK(playing.complains("recording has stopped"));
  const std::int64_t then = playing.last()["sample"];
  oscsend(playing.port(), "/note/on", "iff", {"1", "60", "0.9"});
  CHECK(playing.says([&](const Json& s) { return s["sample"] > then + kRate && s["voices"] == 1; }));
  playing.stop();
  const std::string err = playing.process().err();
  CHECK(err.find("recording has stopped") == err.rfind("recording has stopped"));
  const Sound live = read_sound(files.wav);
  CHECK(live.frames() > 70'000);
  CHECK(live.finite());
  CHECK(journal_lines(files.journal).back().value("record", "") == "end");
}

TEST_CASE("A reader of the status that goes away does not end the concert") {
  const int port = free_port();
  Process shell({"sh", "-c", std::string(SEAGLASS_PROGRAM) + " play --device none --midi none --status json --osc-port " +
                                 std::to_string(port) + " | head -n 1; sleep 30"});
  REQUIRE(comes_true([&] { return !shell.out().empty(); }));
  wait_seconds(2.5);  // two more objects that nobody reads
  check_refusal(instrument({"play", "--device", "none", "--midi", "none", "--osc-port", std::to_string(port)}), 4,
                std::to_string(port));
}
