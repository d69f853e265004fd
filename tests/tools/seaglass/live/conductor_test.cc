#include "tools/seaglass/live/conductor.h"

#include <cmath>

#include "io/audio/builtin_clock.h"
#include "io/os/time.h"
#include "tests/catch.h"
#include "tests/support/small_patch.h"

using namespace seaglass;

namespace {

constexpr double kRate = 48000;
constexpr double kBeatsPerSecond = 2;

// A session that has been playing for a while.
struct Session : io::LinkSession {
  const Nanoseconds began = io::now_ns() - 10 * io::kSecond;
  double beat_at(double when) const { return (when - double(began)) * 1e-9 * kBeatsPerSecond; }
  io::LinkReading read(Nanoseconds when) override {
    return {.tempo = 60 * kBeatsPerSecond,
            .beat = beat_at(double(when)),
            .playing = true,
            .since = began,
            .take = 1,
            .peers = 1};
  }
  void start(double, Nanoseconds) override {}
  void stop(Nanoseconds) override {}
  void locate(double, Nanoseconds) override {}
  void set_tempo(double, Nanoseconds) override {}
  void align(double, Nanoseconds) override {}
};

template <class Condition>
bool comes_true(Condition condition) {
  const Nanoseconds patience = io::now_ns() + 20 * io::kSecond;
  while (!condition() && io::now_ns() < patience) io::sleep_until(io::now_ns() + 5 * io::kMillisecond);
  return condition();
}

}  // namespace

TEST_CASE("the beat of a session is played earlier by as much as the output is late") {
  LiveStream stream;
  stream.prepare({.patch = {.identity = {}, .patch = test::small_patch()},
                  .place = {},
                  .rate = kRate,
                  .buffer = 256,
                  .run_inline = true});
  io::MidiInputs midi(stream.clock());
  Conductor conductor(stream, midi);
  auto link = std::make_unique<Session>();
  const Session& session = *link;
  conductor.prepare(kRate, 0, std::move(link));
  stream.run();
  io::BuiltinClock device({.device = "none", .rate = kRate, .buffer = 256}, stream);
  device.start();
  conductor.start();
  for (const double latency : {0.0, 4800.0, 24000.0}) {
    CAPTURE(latency);
    conductor.set_latency(latency);
    // The beat that is rendered now, before the one that the session has now.
    const auto ahead = [&] {
      const ClockReading clock = stream.clock().read();
      const double now = clock.sample_at(double(io::now_ns()));
      return conductor.beats().load().beat_at(now) - session.beat_at(clock.time_of(now));
    };
    CHECK(comes_true([&] { return std::fabs(ahead() - latency / kRate * kBeatsPerSecond) < 0.01; }));
    CHECK(comes_true([&] {
      const Nanoseconds now = io::now_ns();  // what is heard now is the session's beat, whatever the latency
      return std::fabs(conductor.read(now).beat - session.beat_at(double(now))) < 0.01;
    }));
    CHECK(std::fabs(double(conductor.latency_ns()) - latency / kRate * 1e9) < 0.01 * latency / kRate * 1e9 + 1);
  }
  conductor.stop();
  device.stop();
  stream.stop();
}
