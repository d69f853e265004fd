// An accompanist's patch: what the program shows of it, and that it is nowhere taken for an instrument.

#include <filesystem>

#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"

using namespace seaglass::test;

namespace {

const std::string kJam = SEAGLASS_TEST_DATA "/small_jam.glass";

}  // namespace

TEST_CASE("seaglass inspect shows an accompanist's patch") {
  const Ended people = instrument({"inspect", kJam});
  REQUIRE(people.code == 0);
  CHECK(people.out.find("accompanist") != std::string::npos);
  CHECK(people.out.find("2 layers of width 32") != std::string::npos);
  CHECK(people.out.find("License: CC0-1.0") != std::string::npos);
  const Ended ended = instrument({"inspect", kJam, "--json"});
  REQUIRE(ended.code == 0);
  const Json shown = Json::parse(ended.out);
  CHECK(shown["model"]["kind"] == "jam");
  CHECK(shown["model"]["window"] == 512);
  CHECK(shown["format"] == 3);
  CHECK(shown["provenance"][0]["author"] == "B");
  CHECK(shown["training"].contains("tool"));
  CHECK(shown["path"] == std::filesystem::canonical(kJam).string());
  CHECK(shown["sha256"].get<std::string>().size() == 64);
}

TEST_CASE("An accompanist's patch is refused as an instrument with one sentence") {
  TempFolder folder;
  write_bytes(folder / "good.mid", score({{.at_ms = 0}}));
  check_refusal(instrument({"render", kJam, folder / "good.mid", "-o", folder / "out.wav"}), 3, "accompanist");
  check_refusal(instrument({"bench", kJam}), 3, "accompanist");
  check_refusal(instrument({"selftest", kJam}), 3, "accompanist");
  check_refusal(instrument({"play", kJam, "--device", "none", "--osc-port", std::to_string(free_port())}), 3, "accompanist");
  CHECK(folder.files() == 1);
}

TEST_CASE("A damaged accompanist's patch is refused by inspect with one sentence") {
  TempFolder folder;
  const std::string whole = bytes_of(kJam);
  write_bytes(folder / "short.glass", whole.substr(0, whole.size() - 1));
  check_refusal(instrument({"inspect", folder / "short.glass"}), 3, "short.glass");
}
