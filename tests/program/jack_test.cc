// The instrument on a real JACK server, seen from another client.

#include <jack/jack.h>

#include <sstream>

#include "tests/io/jack_server.h"
#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"
#include "tests/program/sound.h"

using namespace seaglass::test;
using seaglass::io::JackServer;
using seaglass::io::StderrWatch;

namespace {

// A client that looks, and may change the period.
struct Watcher {
  jack_client_t* client = jack_client_open("watcher", JackNoStartServer, nullptr);
  Watcher() { REQUIRE(client != nullptr); }
  ~Watcher() { jack_client_close(client); }
  bool has(const char* port) const { return jack_port_by_name(client, port) != nullptr; }
};

// Longest run of exact zeros in [from, to).
std::size_t longest_hole(const std::vector<float>& x, std::size_t from, std::size_t to) {
  std::size_t longest = 0, run = 0;
  for (std::size_t i = from; i < std::min(to, x.size()); i++) longest = std::max(longest, run = x[i] == 0 ? run + 1 : 0);
  return longest;
}

Words with_files(const TempFolder& folder, Words more = {}) {
  Words words{"--midi", "none", "--record", folder / "live.wav", "--journal", folder / "live.journal"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

void hold_note(Playing& playing) {
  oscsend(playing.port(), "/note/on", "iff", {"1", "57", "0.9"});
  REQUIRE(playing.says([](const Json& s) { return s["voices"] == 1; }));
}

}  // namespace

TEST_CASE("The instrument's JACK ports carry its name and its outputs are connected", "[jack]") {
  JackServer server;
  StderrWatch quiet;
  Playing playing({});
  CHECK(playing.last()["buffer"] == 64);
  CHECK(playing.last()["delay_samples"] <= 128);
  Watcher watcher;
  for (const char* port : {"seaglass:out_1", "seaglass:out_2", "seaglass:midi_in"}) {
    INFO(port);
    CHECK(watcher.has(port));
  }
  CHECK(jack_port_connected_to(jack_port_by_name(watcher.client, "seaglass:out_1"), "system:playback_1"));
  CHECK(instrument({"devices"}).out.find("JACK") != std::string::npos);
  check_refusal(instrument({"play", "--rate", "44100", "--osc-port", std::to_string(free_port())}), 4, "48000");
  check_refusal(instrument({"play", "--midi", "no such keyboard", "--osc-port", std::to_string(free_port())}), 4, "no such keyboard");
  playing.stop();
  CHECK(!watcher.has("seaglass:out_1"));
}

TEST_CASE("A killed JACK server is survived: the clock goes on, and the server is taken again", "[jack]") {
  JackServer server;
  StderrWatch quiet;
  TempFolder folder;
  Playing playing(with_files(folder));
  hold_note(playing);
  const Json before = playing.last();
  server.end(SIGKILL);
  REQUIRE(playing.complains("is gone"));
  CHECK(playing.says([&](const Json& s) { return s["device"] == "built-in clock" && s["sample"] > before["sample"]; }));
  CHECK(playing.says([](const Json& s) { return s["voices"] == 1; }));
  server.start();
  REQUIRE(playing.complains("is back"));
  CHECK(playing.says([](const Json& s) { return s["device"] == "seaglass"; }));
  {
    Watcher watcher;
    CHECK(watcher.has("seaglass:out_1"));
    CHECK(watcher.has("seaglass:midi_in"));
  }
  const std::int64_t then = playing.last()["sample"];
  CHECK(playing.says([&](const Json& s) { return s["sample"] > then + 24'000; }));
  playing.stop();

  // The counters never went back, and the recording has every sample of the stream.
  const auto list = playing.status();
  for (std::size_t i = 1; i < list.size(); i++)
    for (const char* counter : {"sample", "misses", "concealed_samples", "xruns", "events", "time_s"}) {
      INFO(counter << " of object " << i);
      CHECK(list[i][counter] >= list[i - 1][counter]);
    }
  const Sound live = read_sound(folder / "live.wav");
  CHECK(playing.last()["sample"] == live.frames());
  CHECK(live.finite());
  CHECK(longest_hole(live.mono(), 48'000, live.frames() - 2'400) < 48);  // the note was held throughout
}

TEST_CASE("The period of the JACK server changes while playing", "[jack]") {
  JackServer server;
  StderrWatch quiet;
  TempFolder folder;
  Playing playing(with_files(folder));
  hold_note(playing);
  {
    Watcher watcher;
    for (const unsigned period : {256u, 1024u, 32u, 128u}) {
      REQUIRE(jack_set_buffer_size(watcher.client, period) == 0);
      INFO(period);
      CHECK(playing.says([&](const Json& s) { return s["buffer"] == period; }));
    }
  }
  CHECK(playing.last()["voices"] == 1);
  playing.stop();
  const Sound live = read_sound(folder / "live.wav");
  CHECK(live.finite());
  CHECK(playing.last()["sample"] == live.frames());
  CHECK(longest_hole(live.mono(), 48'000, live.frames() - 2'400) < 48);
  const Ended replay = instrument({"replay", folder / "live.journal", "-o", folder / "again.wav", "--as-heard"});
  REQUIRE(replay.code == 0);
  const Sound again = read_sound(folder / "again.wav");
  std::size_t equal = 0;
  while (equal < std::min(again.samples.size(), live.samples.size()) && again.samples[equal] == live.samples[equal]) equal++;
  CHECK(equal / 2 >= live.frames() - 2'400);
}
