// `seaglass learn` without Python: what it refuses, and how it starts, stops and believes the trainer. A script stands in
// for tools/train/run.

#include <filesystem>

#include "tests/program/files.h"
#include "tests/program/process.h"

using namespace seaglass::test;

namespace {

const std::string kRights = "my own playing, CC BY 4.0";

struct Stage {
  TempFolder folder;
  std::string notes = folder / "notes", out = folder / "mine.glass", trainer = folder / "trainer";

  Stage() { std::filesystem::create_directory(notes); }

  // The trainer is a script of these lines.
  void script(const std::string& lines) const {
    write_bytes(trainer, "#!/bin/sh\n" + lines + "\n");
    std::filesystem::permissions(trainer, std::filesystem::perms::owner_all);
  }
  Words words(Words more = {}) const {
    Words all{"env", "SEAGLASS_TRAINER=" + trainer, SEAGLASS_PROGRAM, "learn", notes, "-o", out, "--rights", kRights};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

}  // namespace

TEST_CASE("Learn wants a folder, an output and a declaration of rights") {
  Stage stage;
  check_refusal(instrument({"learn"}), 2, "folder");
  check_refusal(instrument({"learn", stage.notes, "-o", stage.out}), 2, "--rights");
  check_refusal(instrument({"learn", stage.notes, "--rights", kRights}), 2, "--output");
  check_refusal(run(stage.words({"--seconds", "1"})), 2, "--seconds");
  check_refusal(run(stage.words({"--steps", "0"})), 2, "--steps");
  CHECK(!exists(stage.out));
}

TEST_CASE("Learn refuses a folder that is none with 3, and an output that cannot be written with 5") {
  Stage stage;
  stage.script("exit 0");
  write_bytes(stage.folder / "file", "");
  check_refusal(instrument({"learn", stage.folder / "none", "-o", stage.out, "--rights", kRights}), 3, "no such folder");
  check_refusal(instrument({"learn", stage.folder / "file", "-o", stage.out, "--rights", kRights}), 3, "not a folder");
  for (const std::string& out : {stage.folder / "none/mine.glass", stage.notes, std::string("/proc/mine.glass")})
    check_refusal(instrument({"learn", stage.notes, "-o", out, "--rights", kRights}), 5, out);
}

TEST_CASE("Learn says where the trainer should be") {
  Stage stage;
  check_refusal(run(stage.words()), 3, "SEAGLASS_TRAINER");
  const std::string alone = stage.folder / "seaglass";
  std::filesystem::copy_file(SEAGLASS_PROGRAM, alone);
  check_refusal(run({alone, "learn", stage.notes, "-o", stage.out, "--rights", kRights}), 3, "source tree");
  CHECK(!exists(stage.out));
}

TEST_CASE("Learn hands its words to the trainer, and the trainer's exit code on") {
  Stage stage;
  stage.script("echo \"program $SEAGLASS\"; for word in \"$@\"; do echo \"[$word]\"; done");
  const Ended ended = run(stage.words({"--name", "my harp", "--steps", "700", "--seed", "9"}));
  CHECK(ended.code == 0);
  CHECK(ended.out == "program " SEAGLASS_PROGRAM "\n[learn]\n[--out=" + stage.out + "]\n[--rights=" + kRights +
                         "]\n[--seed=9]\n[--name=my harp]\n[--steps=700]\n[--]\n[" + stage.notes + "]\n");
  for (const int code : {3, 5, 6}) {
    stage.script("echo 'seaglass: a sentence of the trainer' >&2; exit " + std::to_string(code));
    check_refusal(run(stage.words()), code, "of the trainer");
  }
  stage.script("exit 1");
  check_refusal(run(stage.words()), 6, "unexpectedly");
  stage.script("kill -9 $$");
  check_refusal(run(stage.words()), 6, "unexpectedly");
  CHECK(!exists(stage.out + ".part"));
}

TEST_CASE("Stopping learn stops the trainer and what it has started, and spares the old patch") {
  for (const int signal : {SIGINT, SIGTERM}) {
    Stage stage;
    write_bytes(stage.out, "an older patch");
    const std::string ready = stage.folder / "ready", late = stage.folder / "late";
    stage.script("(sleep 2; touch '" + late + "') & touch '" + ready + "'; wait");
    Process learning(stage.words());
    REQUIRE(comes_true([&] { return exists(ready); }));
    learning.send(signal);
    CHECK(learning.wait() == 5);
    CHECK(is_sentence(learning.err()));
    wait_seconds(2.5);
    CHECK(!exists(late));
    CHECK(bytes_of(stage.out) == "an older patch");
  }
}

TEST_CASE("A trainer that does not stop is ended at the second request") {
  Stage stage;
  const std::string ready = stage.folder / "ready";
  stage.script("trap '' TERM; touch '" + ready + "'; while :; do sleep 0.1; done");
  Process learning(stage.words());
  REQUIRE(comes_true([&] { return exists(ready); }));
  learning.send(SIGINT);
  wait_seconds(0.3);
  CHECK(learning.running());
  learning.send(SIGINT);
  CHECK(learning.wait() == 5);
}
