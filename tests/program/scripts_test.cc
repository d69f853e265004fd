// The Python and JavaScript examples of patches/clients/scripts, run as they stand against the instrument that plays.

#include "tests/left_out/left_out.h"
#include "tests/program/client_stage.h"

using namespace seaglass::test;

namespace {

constexpr int kRate = 48000;
const std::string kFolder = SEAGLASS_TEST_DATA "/../../patches/clients/scripts/";

bool missing(const std::string& program) {
  if (installed(program)) return false;
  LEFT_OUT(program << " is not installed");
  return true;
}

// What play.py and play.mjs promise: brightness, and a quarter tone above A with a vibrato of its own, for a second.
void check_player(const std::string& program, const std::string& script) {
  if (missing(program)) return;
  ClientStage stage("cello");
  const Process client({program, kFolder + script, std::to_string(stage.playing.port())});
  stage.play(client, 4);
  const auto on = stage.applied("note_on"), off = stage.applied("note_off"), control = stage.applied("control");
  REQUIRE((on.size() == 1 && off.size() == 1 && control.size() == 1));
  CHECK(control[0]["value"] == 3);
  CHECK(on[0]["value"] == 57.5);
  CHECK(stage.applied("note_set").size() == 1);
  const auto from = on[0]["at"].get<std::size_t>(), to = off[0]["at"].get<std::size_t>();
  CHECK(to - from > std::size_t(kRate) / 2);  // the second runs from before the first message leaves
  const auto x = read_sound(stage.wav).mono();
  CHECK(first_sound(x) >= from);
  CHECK(first_sound(x) < from + kRate / 10);
  CHECK(stands_out(&x[from + kRate / 4], kRate / 2, 57.5, kRate) > 10);
}

// What meter.py and meter.mjs promise: levels that rise when a note sounds.
void check_meter(const std::string& program, const std::string& script) {
  if (missing(program)) return;
  Playing playing(Playing::deaf({"--place", "cello"}));
  const Process client({program, kFolder + script, std::to_string(playing.port()), "4"});
  const auto levels = [&] {
    std::vector<double> list;
    std::istringstream lines(client.out());
    for (double level; lines >> level;) list.push_back(level);
    return list;
  };
  REQUIRE(comes_true([&] { return levels().size() >= 5; }));
  const std::size_t before = levels().size();
  const double silence = levels().back();
  oscsend(playing.port(), "/note/on", "iff", {"1", "60", "0.8"});
  REQUIRE(comes_true([&] { return levels().size() >= before + 10; }));
  CHECK(levels().back() > silence + 20);
  CHECK(levels().back() > -40);
  CHECK(levels().back() < 0);
  playing.stop();
}

}  // namespace

TEST_CASE("Ten lines of Python play a note and move a parameter") { check_player("python3", "play.py"); }

TEST_CASE("Ten lines of JavaScript play a note and move a parameter") { check_player("node", "play.mjs"); }

TEST_CASE("A few lines of Python watch the level") { check_meter("python3", "meter.py"); }

TEST_CASE("A few lines of JavaScript watch the level") { check_meter("node", "meter.mjs"); }
