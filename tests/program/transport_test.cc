// The beat, seen from outside: over OSC, and as MIDI clock in and out on a JACK server.

#include <algorithm>
#include <cmath>

#include "tests/io/jack_server.h"
#include "tests/program/clock_partner.h"
#include "tests/program/files.h"
#include "tests/program/osc_question.h"
#include "tests/program/playing.h"

using namespace seaglass::test;
using seaglass::io::JackServer;
using seaglass::io::osc_message;
using seaglass::io::StderrWatch;

namespace {

constexpr double kRate = 48000;
constexpr int kPeriod = 1024;  // frames: long enough that a busy machine seldom misses one
constexpr std::uint8_t kTick = 0xf8, kStart = 0xfa, kContinue = 0xfb, kStop = 0xfc, kPosition = 0xf2;

double frames_per_tick(double bpm) { return kRate * 60 / (bpm * 24); }

// A sequencer: `ticks` from `frame` on.
void send_ticks(ClockPartner& partner, std::int64_t frame, double bpm, int ticks) {
  for (int i = 0; i < ticks; i++) partner.send(frame + std::llround(i * frames_per_tick(bpm)), {kTick});
}

std::int64_t quantile(std::vector<std::int64_t> values, double q) {
  REQUIRE_FALSE(values.empty());
  std::sort(values.begin(), values.end());
  return values[std::size_t(q * double(values.size() - 1))];
}

}  // namespace

TEST_CASE("the transport obeys over OSC") {
  Playing playing(Playing::deaf({"--tempo", "90"}));
  OscQuestion osc(playing.port());
  CHECK(osc.value("/transport/tempo") == Approx(90));
  CHECK(osc.value("/transport/playing") == 0);
  CHECK(osc.value("/transport/beat") == 0);
  CHECK(osc.command(osc_message("/note/on", {1, 60, 0.8f, "beat", 1.f})).find("stands") != std::string::npos);

  CHECK(osc.command(osc_message("/transport/start")) == "");
  CHECK(comes_true([&] { return osc.value("/transport/beat") > 0; }));
  CHECK(osc.value("/transport/playing") == 1);
  CHECK(osc.command(osc_message("/transport/tempo", {240.f})) == "");
  CHECK(osc.value("/transport/tempo") == Approx(240));
  CHECK(osc.command(osc_message("/transport/tempo", {2.f})).find("20 to 400") != std::string::npos);
  CHECK(osc.command(osc_message("/transport/locate", {500})) == "");
  CHECK(comes_true([&] { return osc.value("/transport/beat") > 500; }));
  CHECK(osc.value("/transport/phase") < 1);
  CHECK(osc.command(osc_message("/transport/stop")) == "");
  CHECK(comes_true([&] { return osc.value("/transport/playing") == 0; }));
  const double there = osc.value("/transport/beat");
  wait_seconds(0.1);
  CHECK(osc.value("/transport/beat") == there);
  CHECK(osc.command(osc_message("/transport/continue")) == "");
  CHECK(comes_true([&] { return osc.value("/transport/beat") > there; }));

  // Two taps that are surely far enough apart, and near enough; a button that is let go is no tap.
  CHECK(osc.command(osc_message("/transport/tap", {1.f})) == "");
  CHECK(osc.command(osc_message("/transport/tap", {0.f})) == "");
  wait_seconds(0.5);
  CHECK(osc.value("/transport/tempo") == Approx(240));
  CHECK(osc.command(osc_message("/transport/tap", {1.f})) == "");
  CHECK(comes_true([&] { return osc.value("/transport/tempo") < 121; }));
  CHECK(playing.says([](const Json& s) { return s["tempo"] < 121; }));
  playing.stop();
}

TEST_CASE("notes given in beats sound on their beats, to the sample") {
  TempFolder folder;
  Playing playing(Playing::deaf({"--tempo", "150", "--journal", folder / "live.journal"}));
  OscQuestion osc(playing.port());
  REQUIRE(osc.command(osc_message("/transport/start")) == "");
  for (int i = 0; i < 8; i++) {
    const std::string beat = std::to_string(4 + i);
    oscsend(playing.port(), "/note/on", "iffsf", {std::to_string(i), "60", "0.8", "beat", beat});
  }
  REQUIRE(playing.says([](const Json& s) { return s["events"] == 8; }));
  wait_seconds(5);  // twelve beats
  playing.stop();
  std::vector<std::int64_t> at;
  std::istringstream journal(bytes_of(folder / "live.journal"));
  for (std::string line; std::getline(journal, line);)
    if (Json o = Json::parse(line, nullptr, false); o.is_object() && o.value("is", "") == "note_on") at.push_back(o["at"]);
  REQUIRE(at.size() == 8);
  for (std::size_t i = 1; i < at.size(); i++) CHECK(std::llabs(at[i] - at[i - 1] - 19'200) <= 1);
}

namespace {

// What a drum machine hears of a start, 300 ticks, a stop, a locate to beat 64 and a continue.
struct ClockTake {
  std::vector<ClockPartner::Message> heard;
  int disturbances = 0;  // cycles of the server that it or the instrument missed: what is sent in them is lost or late
};

ClockTake clock_take() {
  JackServer server(kPeriod);
  StderrWatch quiet;
  ClockPartner drum("drum");
  Playing playing({"--midi-clock", "--tempo", "126", "--midi-out", "drum"});
  OscQuestion osc(playing.port());
  // It is connected, and there are ticks before the start.
  REQUIRE(comes_true([&] { return frames_of(drum.heard(), kTick).size() > 10; }));
  REQUIRE(osc.command(osc_message("/transport/start")) == "");
  const std::size_t before = frames_of(drum.heard(), kTick).size();
  REQUIRE(comes_true([&] { return frames_of(drum.heard(), kTick).size() > before + 300; }));
  REQUIRE(osc.command(osc_message("/transport/stop")) == "");
  wait_seconds(0.3);
  REQUIRE(osc.command(osc_message("/transport/locate", {64})) == "");
  REQUIRE(osc.command(osc_message("/transport/continue")) == "");
  wait_seconds(0.5);
  playing.stop();
  return {.heard = drum.heard(), .disturbances = drum.skips() + playing.last()["xruns"].get<int>()};
}

}  // namespace

TEST_CASE("MIDI clock leaves on exact frames, start and song position with it", "[jack]") {
  ClockTake take = clock_take();
  for (int again = 0; again < 4 && take.disturbances > 0; again++) take = clock_take();
  const auto& heard = take.heard;
  const auto starts = frames_of(heard, kStart), stops = frames_of(heard, kStop);
  REQUIRE(starts.size() == 1);
  REQUIRE(stops.size() == 2);  // ours, and the one at the end
  std::vector<std::int64_t> ticks;
  for (const std::int64_t frame : frames_of(heard, kTick))
    if (frame >= starts[0] && frame < stops[0]) ticks.push_back(frame);
  REQUIRE(ticks.size() > 290);
  // A millisecond, to the frame as clock_writer_test.cc has it; less where the command came to its turn late.
  CHECK(ticks[0] >= starts[0]);
  CHECK((ticks[0] - starts[0] <= 48 || take.disturbances > 0));

  std::vector<std::int64_t> jitter;
  for (std::size_t i = 1; i < ticks.size(); i++)
    jitter.push_back(std::llabs(ticks[i] - ticks[i - 1] - std::llround(frames_per_tick(126))));
  const auto off = std::count_if(jitter.begin(), jitter.end(), [](std::int64_t j) { return j > 1; });
  INFO("worst " << quantile(jitter, 1) << " frames, " << off << " off, disturbances " << take.disturbances);
  CHECK(off <= take.disturbances);
  CHECK(quantile(jitter, 0.9) <= 1);

  std::vector<ClockPartner::Message> spoken;
  for (const auto& m : heard)
    if (m.bytes[0] != kTick) spoken.push_back(m);
  REQUIRE(spoken.size() == 5);
  CHECK(spoken[2].bytes == std::array<std::uint8_t, 3>{kPosition, 0, 2});  // 256 sixteenths
  CHECK(spoken[3].bytes[0] == kContinue);
}

TEST_CASE("MIDI clock leaves through a port of its own where the audio is elsewhere", "[jack]") {
  JackServer server(kPeriod);
  StderrWatch quiet;
  ClockPartner drum("drum");
  Playing playing(Playing::deaf({"--midi-clock", "--tempo", "180"}));
  OscQuestion osc(playing.port());
  drum.connect("seaglass:midi_out", drum.port("in"));
  REQUIRE(osc.command(osc_message("/transport/start")) == "");
  REQUIRE(comes_true([&] { return osc.value("/transport/beat") > 8; }));
  REQUIRE(osc.command(osc_message("/transport/stop")) == "");
  wait_seconds(0.5);
  const double beat = osc.value("/transport/beat");
  playing.stop();
  // What a drum machine would count.
  int ticks = 0, starts = 0;
  bool counts = false;
  for (const auto& m : drum.heard()) {
    starts += m.bytes[0] == kStart;
    counts = m.bytes[0] == kStart || (counts && m.bytes[0] != kStop);
    ticks += counts && m.bytes[0] == kTick;
  }
  CHECK(starts == 1);
  CHECK(std::abs(ticks - beat * 24) <= 1);
}

TEST_CASE("MIDI clock that comes in leads tempo, beat and position", "[jack]") {
  constexpr double kBpm = 133.7;
  JackServer server(kPeriod);
  StderrWatch quiet;
  // Two programs, since JACK delays one side of a circle by a period.
  ClockPartner sequencer("sequencer"), listener("listener");
  Playing playing({"--midi-clock", "--midi", "none"});
  OscQuestion osc(playing.port());
  sequencer.connect(sequencer.port("out"), "seaglass:midi_in");
  listener.connect("seaglass:midi_out", listener.port("in"));

  // Wound to the second bar, it plays 24 beats.
  const std::int64_t first = sequencer.soon();
  constexpr int kTicks = 24 * 24;
  sequencer.send(first - 4000, {kPosition, 16, 0});
  sequencer.send(first - 100, {kContinue});
  send_ticks(sequencer, first, kBpm, kTicks);
  REQUIRE(playing.complains("following MIDI clock"));
  REQUIRE(comes_true([&] { return osc.value("/transport/beat") > 4.5; }));
  CHECK(osc.command(osc_message("/transport/tempo", {100})).find("MIDI clock") != std::string::npos);
  CHECK(osc.command(osc_message("/transport/stop")).find("MIDI clock") != std::string::npos);

  // The beat over OSC, against the server's time: as near as an answer is quick.
  wait_seconds(3);
  CHECK(osc.value("/transport/tempo") == Approx(kBpm).epsilon(0.002));
  CHECK(osc.value("/transport/playing") == 1);
  const std::int64_t latency = sequencer.latency_of("seaglass:out_1");
  std::vector<std::int64_t> over_osc;
  for (int i = 0; i < 50; i++) {
    const std::int64_t before = sequencer.soon(0);
    const double beat = osc.value("/transport/beat");
    const std::int64_t after = sequencer.soon(0);
    // What is heard went out earlier; and the answer may be 5 ms old.
    const double frame = double(first + latency) + (beat - 4) * 24 * frames_per_tick(kBpm);
    over_osc.push_back(std::llround(std::max({0.0, double(before) - frame, frame - double(after)})));
    wait_seconds(0.02);
  }
  INFO("over OSC: median " << quantile(over_osc, 0.5) << " frames");
  CHECK(quantile(over_osc, 0.5) < 960);

  REQUIRE(comes_true([&] { return frames_of(sequencer.sent(), kTick).size() == std::size_t(kTicks); }, 60));
  sequencer.send(sequencer.soon(0.01), {kStop});
  REQUIRE(playing.complains("fallen silent"));
  CHECK(osc.value("/transport/playing") == 0);
  CHECK(osc.value("/transport/beat") == Approx(4 + kTicks / 24.0));
  CHECK(osc.command(osc_message("/transport/start")) == "");
  playing.stop();

  // What we send out shows where our beat is, frame by frame: tick for tick beside what came in.
  const auto in = frames_of(sequencer.sent(), kTick);
  REQUIRE(in.size() == std::size_t(kTicks));
  std::vector<std::int64_t> out;
  for (const std::int64_t frame : frames_of(listener.heard(), kTick))
    if (frame > first - 200 && frame < in.back() + 200) out.push_back(frame);
  std::vector<std::int64_t> error;
  for (const std::int64_t frame : out) {
    if (frame < first + std::int64_t(kRate)) continue;  // it hurried after the start
    const auto next = std::lower_bound(in.begin(), in.end(), frame);
    std::int64_t nearest = next == in.end() ? in.back() : *next;
    if (next != in.begin() && frame - *(next - 1) < nearest - frame) nearest = *(next - 1);
    error.push_back(std::llabs(frame - nearest));
  }
  const auto skips = sequencer.skips() + listener.skips();
  INFO("p50 " << quantile(error, 0.5) << " p99 " << quantile(error, 0.99) << " worst " << quantile(error, 1) << " frames, skips " << skips);
  CHECK(error.size() > 400);
  CHECK(quantile(error, 0.5) <= 2);
  CHECK(quantile(error, 0.99) < 96);  // 2 ms
}

TEST_CASE("a clock that only ticks sets the tempo, and start is ours", "[jack]") {
  JackServer server(kPeriod);
  StderrWatch quiet;
  ClockPartner sequencer("sequencer");
  Playing playing({"--midi", "none"});
  OscQuestion osc(playing.port());
  sequencer.connect(sequencer.port("out"), "seaglass:midi_in");
  send_ticks(sequencer, sequencer.soon(), 75, 24 * 5);
  REQUIRE(comes_true([&] { return std::fabs(osc.value("/transport/tempo") - 75) < 0.3; }));
  CHECK(osc.value("/transport/playing") == 0);
  CHECK(osc.command(osc_message("/transport/start")) == "");
  CHECK(osc.command(osc_message("/transport/tap")).find("MIDI clock") != std::string::npos);
  CHECK(comes_true([&] { return osc.value("/transport/beat") > 0.5; }));
  REQUIRE(playing.complains("fallen silent"));
  const double beat = osc.value("/transport/beat");
  CHECK(comes_true([&] { return osc.value("/transport/beat") > beat + 0.2; }));  // it carries on
  CHECK(osc.value("/transport/tempo") == Approx(75).epsilon(0.05));
  CHECK(osc.command(osc_message("/transport/tap")) == "");
  playing.stop();
}

TEST_CASE("what comes in leaves, but not to where it came from", "[jack]") {
  JackServer server(kPeriod);
  StderrWatch quiet;
  ClockPartner keyboard("keyboard"), synth("synth");
  Playing playing({"--midi", "none", "--midi-through", "--midi-out", "synth"});
  keyboard.connect(keyboard.port("out"), "seaglass:midi_in");
  // Within a second it has seen that nobody is on both sides.
  const auto note_arrives = [&](std::uint8_t key) {
    keyboard.send(keyboard.soon(0.01), {0x91, key, 99});
    wait_seconds(0.1);
    const auto heard = synth.heard();
    return !heard.empty() && heard.back().bytes == std::array<std::uint8_t, 3>{0x91, key, 99};
  };
  REQUIRE(comes_true([&] { return note_arrives(60); }));
  REQUIRE(note_arrives(61));
  CHECK(synth.heard().back().frame == keyboard.sent().back().frame);  // in the same cycle, on its frame
  CHECK(playing.says([](const Json& s) { return s["midi_events"] > 1; }));

  // The keyboard listens to us as well: nothing more goes through, and nothing circles.
  keyboard.connect("seaglass:midi_out", keyboard.port("in"));
  const auto before = synth.heard().size();
  keyboard.send(keyboard.soon(0.01), {0x91, 62, 99});
  wait_seconds(1.5);
  keyboard.send(keyboard.soon(0.01), {0x91, 63, 99});
  wait_seconds(0.3);
  CHECK(synth.heard().size() == before);
  CHECK(keyboard.heard().empty());

  // Our own two ports, connected by somebody.
  keyboard.disconnect("seaglass:midi_out", keyboard.port("in"));
  REQUIRE(comes_true([&] { return note_arrives(64); }));
  keyboard.connect("seaglass:midi_out", "seaglass:midi_in");
  OscQuestion osc(playing.port());
  const double events = osc.value("/status/midi/events");
  keyboard.send(keyboard.soon(0.01), {0x91, 65, 99});
  wait_seconds(2.5);
  CHECK(osc.value("/status/midi/events") == events + 1);
  playing.stop();
}
