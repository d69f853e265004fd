// Where the voices sound, seen from outside: a process of their own that is killed, swapped, asked for in vain.

#include <filesystem>
#include <fstream>

#include "io/file/byte_file.h"
#include "tests/program/files.h"
#include "tests/program/osc_question.h"
#include "tests/program/playing.h"
#include "tests/program/sound.h"

using namespace seaglass::test;
using seaglass::io::osc_message;

namespace {

// So long that a busy machine is seldom late.
const Words kPatient{"--buffer", "1024"};

// The synth's processes that a program has started.
std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> found;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    std::ifstream stat(entry.path() / "stat");
    std::string line;
    if (!std::getline(stat, line)) continue;
    // "PID (NAME) STATE PARENT ...", and the name may hold anything.
    char state = 0;
    long ppid = 0;
    const auto after = line.rfind(')');
    if (after == std::string::npos || std::sscanf(line.c_str() + after + 1, " %c %ld", &state, &ppid) != 2) continue;
    if (ppid == parent && state != 'Z') found.push_back(pid_t(std::atol(line.c_str())));
  }
  return found;
}

std::string sha256_of(const std::string& path) {
  const std::string bytes = bytes_of(path);
  return seaglass::io::sha256_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

bool has_gpu() { return std::filesystem::exists("/dev/nvidiactl"); }

double level_db(const std::vector<float>& x, double from_s, double seconds, int rate) {
  double sum = 0;
  const auto from = std::size_t(from_s * rate), count = std::size_t(seconds * rate);
  REQUIRE(from + count <= x.size());
  for (std::size_t i = from; i < from + count; i++) sum += double(x[i]) * x[i];
  return 10 * std::log10(sum / double(count) + 1e-20);
}

}  // namespace

TEST_CASE("The process that the voices sound in is killed, and the sound goes on") {
  TempFolder folder;
  Playing playing(Playing::deaf({"--backend", "apart", kPatient[0], kPatient[1], "--record", folder / "heard.wav", "--journal",
                                 folder / "heard.journal"}));
  REQUIRE(playing.says([](const Json& s) { return s["backend"] == "apart"; }));
  OscQuestion osc(playing.port());
  for (int i = 0; i < 5; i++) oscsend(playing.port(), "/note/on", "iff", {std::to_string(i), std::to_string(45 + 5 * i), "0.8"});
  REQUIRE(playing.says([](const Json& s) { return s["voices"] == 5; }));
  const double before = playing.last()["time_s"];
  const auto children = children_of(playing.process().pid());
  REQUIRE(children.size() == 1);
  kill(children[0], SIGKILL);
  REQUIRE(playing.complains("the CPU has taken over the voices: the synth's process was ended by signal 9"));
  REQUIRE(playing.complains("the voices sound in a process of their own again"));
  REQUIRE(playing.says([](const Json& s) { return s["backend"] == "apart" && s["takeovers"] >= 1 && s["returns"] >= 2; }));
  REQUIRE(playing.says([&](const Json& s) { return s["time_s"] > before + 2.5; }));
  CHECK(osc.value("/status/takeovers") >= 1);
  CHECK(osc.value("/status/returns") >= 2);
  const double after = playing.last()["time_s"];
  wait_seconds(0.5);
  playing.stop();
  CHECK(playing.last()["voices"] == 5);
  CHECK(playing.last()["bad_samples"] == 0);

  // No hole, and no more than a breath between its loudest and its quietest tenth of a second.
  const Sound sound = read_sound(folder / "heard.wav");
  const auto left = sound.left();
  double loudest = -200, quietest = 0;
  for (double at = before; at < after - 0.1; at += 0.1) {
    const double db = level_db(left, at, 0.1, sound.rate);
    loudest = std::max(loudest, db);
    quietest = std::min(quietest, db);
  }
  CAPTURE(loudest, quietest);
  CHECK(loudest > -50);
  CHECK(loudest - quietest < 9);

  // The journal has who made the sound, and is replayed here, at about the same level.
  CHECK(bytes_of(folder / "heard.journal").find("hand_over") != std::string::npos);
  REQUIRE(run(seaglass_words({"replay", folder / "heard.journal", "-o", folder / "meant.wav"})).code == 0);
  const Sound meant = read_sound(folder / "meant.wav");
  CHECK(level_db(meant.left(), before, after - before, meant.rate) == Approx(level_db(left, before, after - before, sound.rate)).margin(1.5));
}

TEST_CASE("Another patch brings a process of its own, and the one before ends with its patch") {
  Playing playing(Playing::deaf({"--backend", "apart", kPatient[0], kPatient[1]}));
  OscQuestion osc(playing.port());
  REQUIRE(playing.says([](const Json& s) { return s["backend"] == "apart"; }));
  const auto first = children_of(playing.process().pid());
  REQUIRE(first.size() == 1);
  CHECK(osc.command(osc_message("/patch", {"drums"})) == "");
  REQUIRE(comes_true([&] {
    const auto now = children_of(playing.process().pid());
    return now.size() == 1 && now != first;
  }));
  REQUIRE(playing.says([](const Json& s) { return s["backend"] == "apart" && s["patch"] == "drums" && s["returns"] >= 2; }));
  const auto second = children_of(playing.process().pid());
  playing.stop();
  for (const pid_t child : second) CHECK(kill(child, 0) != 0);  // nobody is left behind
}

TEST_CASE("A backend that cannot be had is refused in one sentence") {
  const auto refused = [](Words options) {
    options.insert(options.begin(), "play");
    options.insert(options.end(), {"--device", "none", "--midi", "none", "--osc-port", std::to_string(free_port())});
    return run(seaglass_words(options));
  };
  if (!has_gpu()) {
    const Ended ended = refused({"--backend", "cuda"});
    CHECK(ended.code == 4);
    CHECK(ended.err.find("leave out --backend to play on the CPU") != std::string::npos);
    CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
    const Ended tested = run(seaglass_words({"selftest", "--backend", "cuda"}));
    CHECK(tested.code == 4);
    CHECK(tested.out.empty());
  }
  const Ended inline_driver = refused({"--backend", "apart", "--driver", "inline"});
  CHECK(inline_driver.code == 2);
  CHECK(inline_driver.err.find("--driver inline") != std::string::npos);
  const Ended tracks = refused({"main-tracks", "--backend", "apart"});
  CHECK(tracks.code == 2);
  CHECK(tracks.err.find("has no network") != std::string::npos);
  CHECK(refused({"--backend", "fpga"}).code == 2);
}

TEST_CASE("Left to itself it plays on the CPU, and so it does where a GPU that once helped is gone") {
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "own").c_str(), 1);
  {
    Playing playing(Playing::deaf());
    CHECK(playing.last()["backend"] == "cpu");
    CHECK(children_of(playing.process().pid()).empty());
    playing.stop();
  }
  if (!has_gpu()) {
    const Ended inspected = run(seaglass_words({"inspect", "--json"}));
    const std::string path = Json::parse(inspected.out)["path"];
    std::filesystem::create_directories(folder / "own");
    std::ofstream(folder / "own/backends.json")
        << Json{{sha256_of(path), {{"48000/256", {{"voices", 512}, {"helps", true}}}}}}.dump();
    Playing playing(Playing::deaf());
    CHECK(playing.complains("note: playing on the CPU:"));
    CHECK(playing.last()["backend"] == "cpu");
    playing.stop();
  }
  unsetenv("SEAGLASS_FOLDER");
}

TEST_CASE("selftest fails the process that the voices sound in, and says what was heard") {
  const Ended ended = run(seaglass_words({"selftest", "--backend", "apart", "--voices", "8", "--seconds", "0.2"}));
  INFO(ended.out << ended.err);
  // On a busy machine more than the faults is late: then it says so, by its exit code too, and ends where nothing came back.
  CHECK((ended.code == 0 || ended.code == 7));
  CHECK(ended.out.find("stalled for 50 ms") != std::string::npos);
  for (const char* fault : {"killed", "context lost", "memory refused"})
    CHECK((ended.code == 7 || ended.out.find(fault) != std::string::npos));
}
