// Two instruments in one Link session, in a build with Ableton Link (cmake --preset link).

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "tests/io/jack_server.h"
#include "tests/program/clock_partner.h"
#include "tests/program/files.h"
#include "tests/program/osc_question.h"
#include "tests/program/playing.h"

using namespace seaglass::test;
using seaglass::io::JackServer;
using seaglass::io::osc_message;
using seaglass::io::StderrWatch;

#if defined(SEAGLASS_WITH_LINK)

namespace {

// The frames of the clock's ticks between its start and its stop.
std::vector<std::int64_t> ticks_played(ClockPartner& partner) {
  const auto starts = frames_of(partner.heard(), 0xfa), stops = frames_of(partner.heard(), 0xfc);
  REQUIRE(starts.size() == 1);
  REQUIRE_FALSE(stops.empty());
  std::vector<std::int64_t> ticks;
  for (const std::int64_t frame : frames_of(partner.heard(), 0xf8))
    if (frame >= starts[0] && frame < stops[0]) ticks.push_back(frame);
  return ticks;
}

}  // namespace

TEST_CASE("Link: two instruments play one beat, told by one of them", "[jack]") {
  JackServer server(1024);
  StderrWatch quiet;
  Playing first({"--link", "--tempo", "101", "--midi-clock", "--midi", "none"});
  Playing second({"--link", "--midi-clock", "--midi", "none"});
  ClockPartner one("one"), two("two");
  one.connect("seaglass:midi_out", one.port("in"));
  two.connect("seaglass-01:midi_out", two.port("in"));
  OscQuestion ask_first(first.port()), ask_second(second.port());
  REQUIRE(first.complains("Link: with 1 other"));
  REQUIRE(second.complains("Link: with 1 other"));
  REQUIRE(ask_first.command(osc_message("/transport/tempo", {150.f})) == "");
  REQUIRE(comes_true([&] { return std::fabs(ask_second.value("/transport/tempo") - 150) < 0.01; }));
  REQUIRE(ask_second.command(osc_message("/transport/start")) == "");
  REQUIRE(comes_true([&] { return ask_first.value("/transport/playing") == 1; }));
  REQUIRE(comes_true([&] { return ask_first.value("/transport/beat") > 12; }));
  REQUIRE(ask_first.command(osc_message("/transport/stop")) == "");
  REQUIRE(comes_true([&] { return ask_second.value("/transport/playing") == 0; }));
  first.stop();
  second.stop();

  // Tick for tick, on the frames of one server: what is heard of both is on one beat.
  const auto a = ticks_played(one), b = ticks_played(two);
  REQUIRE(std::min(a.size(), b.size()) > 240);
  std::vector<std::int64_t> apart;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); i++) apart.push_back(std::llabs(a[i] - b[i]));
  std::sort(apart.begin(), apart.end());
  INFO("ticks apart: median " << apart[apart.size() / 2] << ", 95 % " << apart[apart.size() * 95 / 100] << ", worst "
                              << apart.back() << " frames, skips " << one.skips() + two.skips());
  CHECK(apart[apart.size() / 2] < 96);
  CHECK(apart[apart.size() * 95 / 100] < 240);
}

TEST_CASE("Link: an instrument whose output was found to be late plays the beat earlier by as much", "[jack]") {
  JackServer server(1024);
  StderrWatch quiet;
  constexpr int kLate = 4800;  // frames: half of what the device does not tell of its round trip
  TempFolder folder;
  const Json memory{{"devices",
                     {{std::string("JACK: ") + getenv("JACK_DEFAULT_SERVER"),
                       {{"48000/1024", {{"round_trip", 2 * kLate}, {"reported_output", 0}, {"reported_input", 0}}}}}}}};
  write_bytes(folder / "devices.json", memory.dump());
  Playing first({"--link", "--tempo", "120", "--midi-clock", "--midi", "none"});
  setenv("SEAGLASS_FOLDER", (folder / "").c_str(), 1);
  Playing second({"--link", "--midi-clock", "--midi", "none"});
  unsetenv("SEAGLASS_FOLDER");
  CHECK(second.last()["output_latency_samples"].get<double>() >= kLate);
  ClockPartner one("one"), two("two");
  one.connect("seaglass:midi_out", one.port("in"));
  two.connect("seaglass-01:midi_out", two.port("in"));
  OscQuestion ask(first.port());
  REQUIRE(first.complains("Link: with 1 other"));
  REQUIRE(second.complains("Link: with 1 other"));
  REQUIRE(ask.command(osc_message("/transport/start")) == "");
  REQUIRE(comes_true([&] { return ask.value("/transport/beat") > 16; }));
  REQUIRE(ask.command(osc_message("/transport/stop")) == "");
  REQUIRE(comes_true([&] { return ask.value("/transport/playing") == 0; }));
  first.stop();
  second.stop();
  const auto a = ticks_played(one), b = ticks_played(two);
  REQUIRE(std::min(a.size(), b.size()) > 240);
  std::vector<std::int64_t> earlier;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); i++) earlier.push_back(a[i] - b[i]);
  std::sort(earlier.begin(), earlier.end());
  INFO("earlier: median " << earlier[earlier.size() / 2] << " frames, skips " << one.skips() + two.skips());
  CHECK(std::llabs(earlier[earlier.size() / 2] - kLate) < 96);
}

#else

TEST_CASE("Link: a build without it refuses in one sentence") {
  check_refusal(instrument({"play", "--link", "--device", "none", "--osc-port", std::to_string(free_port())}), 2,
                "cmake --preset link");
}

#endif
