// Patches, scores and journals that are broken, or made to do harm: a sentence and exit code 3, or sound that is finite;
// never a crash, never much memory, never half a file.

#include <random>

#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"
#include "tests/program/sound.h"

using namespace seaglass::test;

namespace {

constexpr Limits kLimits{.memory_bytes = rlim_t(2) << 30};

// Runs `words`, which would write `out`, and wants a refusal or a good file.
void check_bears(const Words& words, const std::string& out) {
  const Ended ended = instrument(words, kLimits);
  INFO("exit " << ended.code << ", stderr: " << ended.err);
  if (ended.code == 0) {
    CHECK(read_sound(out).finite());
    std::filesystem::remove(out);
  } else {
    CHECK(ended.code == 3);
    CHECK(is_sentence(ended.err));
    CHECK(!exists(out));
  }
  CHECK(!exists(out + ".part"));
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  INFO(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

std::string number(std::uint64_t value) {
  std::string bytes(8, 0);
  for (int i = 0; i < 8; i++) bytes[std::size_t(i)] = char(value >> (8 * i));
  return bytes;
}

// A few notes played into a journal.
std::string played_journal(const TempFolder& folder) {
  Playing playing(Playing::deaf({"--journal", folder / "played.journal"}));
  oscsend(playing.port(), "/note/on", "iff", {"1", "60", "0.8"});
  oscsend(playing.port(), "/note/on", "iff", {"2", "64", "0.5"});
  REQUIRE(playing.says([](const Json& s) { return s.value("events", 0) >= 2; }));
  playing.stop();
  const std::string journal = bytes_of(folder / "played.journal");
  std::filesystem::remove(folder / "played.journal");
  return journal;
}

}  // namespace

TEST_CASE("Patches that are cut or lie about their sizes are refused") {
  TempFolder folder;
  write_bytes(folder / "good.mid", score({{.at_ms = 0}}));
  const std::string good = bytes_of(patch_path());
  const std::size_t header = 8 + std::size_t(static_cast<unsigned char>(good[0])) + (std::size_t(static_cast<unsigned char>(good[1])) << 8) +
                             (std::size_t(static_cast<unsigned char>(good[2])) << 16);
  std::vector<std::string> broken{"", "{}", good.substr(0, 7), good.substr(0, 8), good.substr(0, 100), good.substr(0, header),
                                  good.substr(0, header + 1), good.substr(0, good.size() / 2), good.substr(0, good.size() - 1)};
  for (const std::uint64_t size : {std::uint64_t(0), std::uint64_t(1) << 32, std::uint64_t(1) << 63, ~std::uint64_t(0)})
    broken.push_back(number(size) + good.substr(8));
  broken.push_back(number(50'000'000) + std::string(50'000'000, '['));  // nested deeper than any stack
  for (const std::string& bytes : broken) {
    write_bytes(folder / "bad.glass", bytes);
    INFO(bytes.size() << " bytes");
    const Ended ended = instrument({"render", folder / "bad.glass", folder / "good.mid", "-o", folder / "out.wav"}, kLimits);
    check_refusal(ended, 3, "bad.glass");
    CHECK(folder.files() == 2);
  }
}

TEST_CASE("Patches with changed bytes are refused or sound") {
  TempFolder folder;
  write_bytes(folder / "good.mid", score({{.at_ms = 0}}));
  const std::string good = bytes_of(patch_path());
  std::mt19937 random(5);
  for (int i = 0; i < 16; i++) {
    std::string bytes = good;
    const std::size_t reach = i % 2 == 0 ? 20'000 : bytes.size();  // the header, or all of it
    for (int k = 0; k < 8; k++) bytes[random() % reach] = char(random());
    write_bytes(folder / "bad.glass", bytes);
    INFO("case " << i);
    check_bears({"render", folder / "bad.glass", folder / "good.mid", "-o", folder / "out.wav"}, folder / "out.wav");
  }
}

TEST_CASE("A patch of another format version is refused by number") {
  TempFolder folder;
  const std::string good = bytes_of(patch_path());
  // The document is a string in the header's JSON, so that its quotes are escaped.
  write_bytes(folder / "later.glass", replaced(good, "\\\"format\\\":2", "\\\"format\\\":3"));
  check_refusal(instrument({"inspect", folder / "later.glass", "--json"}), 3, "3");
  check_refusal(instrument({"play", folder / "later.glass", "--device", "none"}), 3, "later.glass");
}

TEST_CASE("Scores that are cut or lie about their sizes are refused or sound") {
  TempFolder folder;
  const std::string good = score({{.at_ms = 0}, {.at_ms = 400, .key = 64}});
  std::vector<std::string> broken;
  for (std::size_t i = 0; i < good.size(); i += 5) broken.push_back(good.substr(0, i));
  for (const char* size : {"\xff\xff\xff\xff", "\x7f\xff\xff\xff"}) {
    std::string lying = good;
    broken.push_back(lying.replace(18, 4, size));
  }
  broken.push_back(std::string(good).replace(12, 2, std::string(2, '\0')));  // no ticks a beat
  std::mt19937 random(6);
  for (int i = 0; i < 12; i++) {
    std::string bytes = good;
    for (int k = 0; k < 3; k++) bytes[random() % bytes.size()] = char(random());
    broken.push_back(bytes);
  }
  for (std::size_t i = 0; i < broken.size(); i++) {
    write_bytes(folder / "bad.mid", broken[i]);
    INFO("case " << i << ", " << broken[i].size() << " bytes");
    check_bears({"render", patch_path(), folder / "bad.mid", "-o", folder / "out.wav", "--tail", "1"}, folder / "out.wav");
  }
}

TEST_CASE("Journals that are cut or made up are refused or sound") {
  TempFolder folder;
  const std::string good = played_journal(folder), out = folder / "out.wav";
  const std::size_t second = good.find('\n') + 1;
  const std::vector<std::string> refused{
      "", "\n", "not a journal\n", "{}\n", "[1]\n", good.substr(0, 40),
      replaced(good, "\"seaglass_journal\":1", "\"seaglass_journal\":2"),
      replaced(good, "\"voices\":64", "\"voices\":2000000000"),
      replaced(good, "\"voices\":64", "\"voices\":-1"),
      replaced(good, "\"rate\":48000.0", "\"rate\":1e300"),
      replaced(good, "\"rate\":48000.0", "\"rate\":null"),
      replaced(replaced(good, "main.glass", "none.glass"), "\"sha256\":\"", "\"sha256\":\"0"),
      replaced(good, "\"sha256\":\"", "\"sha256\":\"0"),
      replaced(good, "\"is\":\"note_on\"", "\"is\":\"note_maybe\""),
      replaced(good, "\"part\":0", "\"part\":256"),
      good + "{\"at\":9000000000000000,\"record\":\"end\",\"value\":0,\"value2\":0}\n",
      good + "{\"at\":100000000000000,\"record\":\"end\",\"value\":0,\"value2\":0}\n",
      good + "{\"at\":1,\"record\":\"patch\",\"value\":5,\"value2\":0}\n"};
  for (std::size_t i = 0; i < refused.size(); i++) {
    write_bytes(folder / "bad.journal", refused[i]);
    INFO("case " << i);
    check_refusal(instrument({"replay", folder / "bad.journal", "-o", out}, kLimits), 3, i == 11 ? "none.glass" : "bad.journal");
    CHECK(folder.files() == 1);
  }
  // A patch that has only moved is found by its content.
  write_bytes(folder / "moved.journal", replaced(good, "main.glass", "elsewhere.glass"));
  CHECK(instrument({"replay", folder / "moved.journal", "-o", out}, kLimits).code == 0);
  std::filesystem::remove(out);
  std::mt19937 random(7);
  for (int i = 0; i < 24; i++) {
    std::string bytes = good;
    for (int k = 0; k < 2; k++) bytes[second + random() % (bytes.size() - second)] = "0123456789-eE.,:{}\""[random() % 19];
    write_bytes(folder / "bad.journal", bytes);
    INFO("made up " << i << "\n" << bytes);
    check_bears({"replay", folder / "bad.journal", "-o", out}, out);
    check_bears({"replay", folder / "bad.journal", "-o", out, "--as-heard"}, out);
  }
}
