// Every way in which a command can be refused: its exit code, one sentence, no file left.

#include <filesystem>

#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"

using namespace seaglass::test;

namespace {

// A play that ends by itself, because it is refused.
Ended refused_play(Words options, Limits limits = {}) {
  options.insert(options.begin(), "play");
  options.insert(options.end(), {"--osc-port", std::to_string(free_port())});
  return instrument(options, limits);
}

}  // namespace

TEST_CASE("Wrong usage ends with 2 and a sentence") {
  for (const Words& words : std::vector<Words>{{"dance"},
                                               {},
                                               {"play", "--no-such-option"},
                                               {"play", "--buffer", "15"},
                                               {"play", "--buffer", "4097"},
                                               {"play", "--buffer", "many"},
                                               {"play", "--lead", "late"},
                                               {"play", "--outputs", "3"},
                                               {"play", "--outputs", "10"},
                                               {"bench", "--outputs", "many"},
                                               {"play", "--voices", "0"},
                                               {"play", "--voices", "100000"},
                                               {"play", "--osc-port", "65536"},
                                               {"play", "--rate", "1"},
                                               {"play", "--seed", "-1"},
                                               {"play", "--seed", "99999999999999999999"},
                                               {"play", "--backend", "abacus"},
                                               {"play", "--status", "poem"},
                                               {"play", "--place", "no such place", "--device", "none"},
                                               {"render"},
                                               {"render", patch_path()},
                                               {"replay", "x.journal"},
                                               {"bench", "--seconds", "0"},
                                               {"bench", "--seconds", "nan"}}) {
    std::string line;
    for (const std::string& word : words) line += " " + word;
    INFO("seaglass" << line);
    const Ended ended = instrument(words);
    CHECK(ended.code == 2);
    INFO("stderr: " << ended.err);
    CHECK(is_sentence(ended.err));
  }
}

TEST_CASE("Files that are not there end with 3") {
  TempFolder folder;
  write_bytes(folder / "good.mid", score({{.at_ms = 0}}));
  const std::string out = folder / "out.wav";
  check_refusal(instrument({"inspect", folder / "no.glass"}), 3, "no.glass");
  check_refusal(instrument({"bench", folder / "no.glass"}), 3, "no.glass");
  check_refusal(instrument({"selftest", folder / "no.glass"}), 3, "no.glass");
  check_refusal(instrument({"render", folder / "no.glass", folder / "good.mid", "-o", out}), 3, "no.glass");
  check_refusal(instrument({"render", patch_path(), folder / "no.mid", "-o", out}), 3, "no.mid");
  check_refusal(instrument({"render", patch_path(), folder / "", "-o", out}), 3, "");
  check_refusal(instrument({"replay", folder / "no.journal", "-o", out}), 3, "no.journal");
  check_refusal(refused_play({folder / "no.glass", "--device", "none", "--record", out}), 3, "no.glass");
  CHECK(folder.files() == 1);
}

TEST_CASE("Render refuses a place that the patch does not have, and names those it has") {
  TempFolder folder;
  write_bytes(folder / "good.mid", score({{.at_ms = 0}}));
  check_refusal(instrument({"render", patch_path(), folder / "good.mid", "-o", folder / "out.wav", "--place", "kazoo"}), 2, "cello");
  CHECK(folder.files() == 1);
}

TEST_CASE("Devices and ports that are not there end with 4") {
  TempFolder folder;
  const Words files{"--record", folder / "out.wav", "--journal", folder / "out.journal"};
  const auto with_files = [&](Words words) {
    words.insert(words.end(), files.begin(), files.end());
    return words;
  };
  check_refusal(refused_play(with_files({"--device", "no such device"})), 4, "device");
  check_refusal(refused_play(with_files({"--device", "999"})), 4, "device");
  check_refusal(refused_play(with_files({"--device", "none", "--midi", "no such keyboard"})), 4, "no such keyboard");
  check_refusal(refused_play(with_files({"--device", "none", "--osc-bind", "203.0.113.7"})), 4, "203.0.113.7");
  check_refusal(refused_play(with_files({"--device", "none", "--osc-bind", "not an address"})), 4, "not an address");
  if (!std::filesystem::exists("/dev/nvidiactl"))
    check_refusal(refused_play(with_files({"--device", "none", "--backend", "cuda"})), 4, "--backend");
  CHECK(folder.files() == 0);
}

TEST_CASE("A second instance on the same OSC port ends with 4, the first plays on") {
  TempFolder folder;
  Playing first(Playing::deaf());
  check_refusal(instrument({"play", "--device", "none", "--midi", "none", "--osc-port", std::to_string(first.port()), "--record",
                          folder / "second.wav"}),
                4, std::to_string(first.port()));
  CHECK(folder.files() == 0);
  oscsend(first.port(), "/note/on", "iff", {"1", "60", "0.8"});
  CHECK(first.says([](const Json& status) { return status.value("voices", 0) == 1; }));
  first.stop();
}

TEST_CASE("Paths that cannot be written end with 5") {
  TempFolder folder;
  write_bytes(folder / "good.mid", score({{.at_ms = 0}}));
  for (const std::string& path : {folder / "no/such/folder/out.wav", folder / "", std::string("/dev/full"), std::string("/proc/out.wav")}) {
    INFO(path);
    check_refusal(refused_play({"--device", "none", "--midi", "none", "--record", path}), 5, path);
    check_refusal(instrument({"render", patch_path(), folder / "good.mid", "-o", path}), 5, path);
  }
  check_refusal(refused_play({"--device", "none", "--midi", "none", "--journal", folder / "no/such/out.journal"}), 5, "out.journal");
  check_refusal(refused_play({"--device", "none", "--midi", "none", "--journal", "/dev/full"}), 5, "/dev/full");
  CHECK(folder.files() == 1);
}

TEST_CASE("A journal that cannot be written leaves no recording behind") {
  TempFolder folder;
  check_refusal(refused_play({"--device", "none", "--midi", "none", "--record", folder / "out.wav", "--journal", folder / "no/such/out.journal"}),
                5, "out.journal");
  CHECK(folder.files() == 0);
}

TEST_CASE("A disk that fills up while rendering ends with 5 and leaves nothing") {
  TempFolder folder;
  write_bytes(folder / "long.mid", score({{.at_ms = 0, .length_ms = 3000}}));
  check_refusal(instrument({"render", patch_path(), folder / "long.mid", "-o", folder / "out.wav"}, {.file_bytes = 200'000}), 5, "out.wav");
  CHECK(folder.files() == 1);
}

TEST_CASE("Too little memory ends with 6 and leaves nothing") {
  TempFolder folder;
  write_bytes(folder / "good.mid", score({{.at_ms = 0}}));
  const Limits little{.memory_bytes = 40u << 20};
  check_refusal(instrument({"render", patch_path(), folder / "good.mid", "-o", folder / "out.wav", "--voices", "1024"}, little), 6,
                "memory");
  check_refusal(refused_play({"--device", "none", "--midi", "none", "--record", folder / "out.wav", "--voices", "1024"}, little),
                6, "memory");
  CHECK(folder.files() == 1);
}

TEST_CASE("A render or a replay that is stopped ends with 5, leaves nothing, and spares what was there") {
  TempFolder folder;
  write_bytes(folder / "long.mid", score({{.at_ms = 0, .length_ms = 100'000}, {.at_ms = 20'000'000, .length_ms = 1000}}));
  // A journal of a moment, whose end is put hours later.
  {
    Playing playing(Playing::deaf({"--journal", folder / "long.journal"}));
    playing.stop();
  }
  std::string journal = bytes_of(folder / "long.journal");
  const std::size_t end = journal.rfind("\"at\":");
  REQUIRE(end != std::string::npos);
  journal.insert(end + 5, "3");
  journal.insert(journal.find_first_of(",}", end + 6), "000");
  write_bytes(folder / "long.journal", journal);

  for (const Words& words : {Words{"render", patch_path(), folder / "long.mid"}, Words{"replay", folder / "long.journal"}})
    for (const int signal : {SIGINT, SIGTERM})
      for (const bool existed : {false, true}) {
        const std::string out = folder / "out.wav";
        std::filesystem::remove(out);
        if (existed) write_bytes(out, "an older take");
        const int files = folder.files();
        Words all = words;
        all.insert(all.end(), {"-o", out});
        Process process(seaglass_words(all));
        CAPTURE(words[0], signal, existed);
        REQUIRE(comes_true([&] { return folder.files() == files + 1; }));
        process.send(signal);
        CHECK(process.wait() == 5);
        CHECK(is_sentence(process.err()));
        CHECK(process.err().find("out.wav") != std::string::npos);
        CHECK(folder.files() == files);
        if (existed) CHECK(bytes_of(out) == "an older take");
      }
}
