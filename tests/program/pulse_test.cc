// The instrument through RtAudio on a real PulseAudio server, heard from its other end.

#include <cstring>

#include "tests/io/pulse_server.h"
#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"
#include "tests/program/sound.h"

using namespace seaglass::test;
using seaglass::io::PulseServer;

namespace {

constexpr int kRate = 48000;
constexpr double kKey = 57;

// For INFO: what it said so far.
std::string story(Playing& playing) { return playing.process().err() + playing.last().dump(); }

void hold_note(Playing& playing) {
  oscsend(playing.port(), "/note/on", "iff", {"1", std::to_string(int(kKey)), "0.9"});
  REQUIRE(playing.says([](const Json& s) { return s["voices"] == 1; }));
}

// What the sink plays, from its monitor: stereo.
class Ear {
 public:
  explicit Ear(const std::string& path)
      : path_(path), process_({"parec", "--device=stage.monitor", "--format=float32le", "--channels=2",
                               "--rate=48000", "--latency-msec=20", "--raw", path}) {}

  bool hears(double seconds, double patience = 20) {
    const std::size_t frames = now() + std::size_t(seconds * kRate);
    return comes_true([&] { return now() >= frames; }, patience);
  }
  // Frames heard so far.
  std::size_t now() const { return exists(path_) ? std::filesystem::file_size(path_) / 8 : 0; }
  std::vector<float> left() const {
    const std::string bytes = bytes_of(path_);
    std::vector<float> samples(bytes.size() / 8);
    for (std::size_t i = 0; i < samples.size(); i++) std::memcpy(&samples[i], bytes.data() + 8 * i, 4);
    return samples;
  }

 private:
  std::string path_;
  Process process_;
};

}  // namespace

TEST_CASE("What PulseAudio plays is the recording, to the last bit, and in tune") {
  if (PulseServer::missing()) return;
  PulseServer server;
  TempFolder folder;
  Ear ear(folder / "heard.raw");
  REQUIRE(ear.hears(0.2));
  Playing playing({"--device", "pulse", "--midi", "none", "--buffer", "1024", "--record", folder / "live.wav"});
  CHECK(playing.last()["device"] == "Stage");
  CHECK(playing.last()["buffer"] == 1024);
  REQUIRE(playing.says([](const Json& s) { return s["sample"] > kRate; }));  // the sink is awake
  const std::size_t sent = ear.now();
  hold_note(playing);
  REQUIRE(ear.hears(1.5));
  playing.stop();
  CHECK(playing.process().err().find("RtAudio") == std::string::npos);  // which likes to talk

  const std::vector<float> live = read_sound(folder / "live.wav").left(), heard = ear.left();
  const std::size_t played = first_sound(live), onset = first_sound(heard);
  REQUIRE(onset + kRate < heard.size());
  REQUIRE(played + kRate < live.size());
  CHECK(onset + kRate / 10 > sent);  // parec writes up to 20 ms at once, and late
  CHECK(onset < sent + kRate);
  CHECK(stands_out(live.data() + played + kRate / 4, kRate / 2, kKey, kRate) > 20);
  // A machine that stands still would leave a hole, so not all of what is heard need be whole.
  std::size_t equal = 0;
  while (equal < kRate && heard[onset + equal] == live[played + equal]) equal++;
  CHECK(equal > kRate / 4);
}

TEST_CASE("A device with fewer outputs than are wanted is refused, also where it is the default") {
  if (PulseServer::missing()) return;
  PulseServer server;
  for (const Words& device : {Words{"--device", "pulse"}, Words{}}) {
    Words words{"play", "--outputs", "4", "--midi", "none", "--osc-port", std::to_string(free_port())};
    words.insert(words.end(), device.begin(), device.end());
    check_refusal(instrument(words), 4, "'Stage' has 2 outputs, which is too few");
  }
}

TEST_CASE("A killed sound server is survived: the clock goes on, and the server is taken again") {
  if (PulseServer::missing()) return;
  PulseServer server;
  TempFolder folder;
  Playing playing({"--device", "pulse", "--midi", "none", "--record", folder / "live.wav"});
  hold_note(playing);
  server.end();
  REQUIRE(playing.complains("is gone"));
  CHECK(playing.says([](const Json& s) { return s["device"] == "built-in clock"; }));
  const std::int64_t then = playing.last()["sample"];
  CHECK(playing.says([&](const Json& s) { return s["sample"] > then + kRate && s["voices"] == 1; }));
  server.start();
  REQUIRE(playing.complains("is back"));
  const bool on_stage = playing.says([](const Json& s) { return s["device"] == "Stage"; });
  INFO(story(playing));
  CHECK(on_stage);
  const std::int64_t back = playing.last()["sample"];
  CHECK(playing.says([&](const Json& s) { return s["sample"] > back + kRate && s["voices"] == 1; }));
  {
    Ear ear(folder / "heard.raw");
    REQUIRE(ear.hears(0.5));
    CHECK(first_sound(ear.left()) < kRate / 2);
  }
  playing.stop();
  // Time never ran ahead: nobody's clock is a fifth too fast.
  const auto list = playing.status();
  for (std::size_t i = 1; i < list.size(); i++) {
    const double frames = double(list[i]["sample"]) - double(list[i - 1]["sample"]);
    const double seconds = double(list[i]["time_s"]) - double(list[i - 1]["time_s"]);
    INFO(list[i].dump());
    CHECK(frames >= 0);
    CHECK(frames <= (1.05 * seconds + 0.25) * kRate);
  }
  const Sound live = read_sound(folder / "live.wav");
  CHECK(playing.last()["sample"] == live.frames());
  CHECK(live.finite());
}

TEST_CASE("A sound server that hangs stops neither the music nor the way out") {
  if (PulseServer::missing()) return;
  PulseServer server;
  Playing playing({"--device", "pulse", "--midi", "none"});
  hold_note(playing);
  server.send(SIGSTOP);
  REQUIRE(playing.complains("is gone"));
  const std::int64_t then = playing.last()["sample"];
  CHECK(playing.says([&](const Json& s) { return s["sample"] > then + 2 * kRate && s["voices"] == 1; }));
  playing.process().send(SIGTERM);
  CHECK(playing.process().wait(12) == 0);  // it may just be asking the server, for some seconds
}
