#include "tools/seaglass/live/settled_stage.h"

#include <vector>

#include "tests/catch.h"
#include "tests/support/play.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kBuffer = 128, kInTwoSeconds = 750;
constexpr double kRate = 48000;

LoadedPatch loaded() { return {.identity = {"small.glass", "00"}, .patch = small_patch()}; }

// A stream whose callbacks come when the test says: its clock is the test's.
struct Quiet {
  Quiet() : port(stream.clock()) {
    stream.prepare({.patch = loaded(), .place = "", .rate = kRate, .buffer = kBuffer, .voices = 4, .run_inline = true});
    stream.add_source(port);
    stream.run();
    for (int i = 0; i < 100; i++) callback();
  }
  Nanoseconds now() const { return 1'000'000'000 + Nanoseconds(double(stream.position()) / kRate * 1e9); }
  void callback() {
    float* out[] = {left.data(), right.data()};
    stream.process({.out = out, .in = {}, .frames = kBuffer, .now = now()});
  }
  // The report that a wait ends with, callbacks coming meanwhile.
  std::optional<StageReport> wait(Nanoseconds until = 0) {
    std::optional<StageReport> report;
    for (int i = 0; i < kInTwoSeconds && !(report = settled.read(now(), until)); i++) callback();
    return report;
  }

  LiveStream stream;
  EventPort port;
  SettledStage settled{stream};
  std::vector<float> left = std::vector<float>(kBuffer), right = left;
};

float vibrato(const StageReport& report) { return report.parts[3].values[std::size_t(ParameterId::kVibrato)]; }

}  // namespace

TEST_CASE("What was sent right before is in the report that is waited for, and the newest report lacks it") {
  Quiet q;
  for (int round = 1; round < 40; round++) {
    const float value = float(round);
    REQUIRE(q.port.send(control(0, ParameterId::kVibrato, value, 3), q.now()));
    CHECK(vibrato(q.stream.link().report.load()) != value);
    const auto report = q.wait();
    REQUIRE(report);
    CHECK(vibrato(*report) == value);
    for (int i = 0; i < round % 5; i++) q.callback();
  }
}

TEST_CASE("What was sent for a time is waited for as long as that takes") {
  Quiet q;
  const Nanoseconds when = q.now() + 60'000'000;
  REQUIRE(q.port.send_at(control(0, ParameterId::kVibrato, 70, 3), when, q.now()));
  const auto soon = q.wait();
  REQUIRE(soon);
  CHECK(vibrato(*soon) == 0);
  const auto report = q.wait(when);
  REQUIRE(report);
  CHECK(vibrato(*report) == 70);
  CHECK(q.now() < when + 25'000'000);
}

TEST_CASE("A patch that was asked for is waited for, however many were asked for before it") {
  Quiet q;
  for (int round = 0; round < 5; round++) {
    for (int i = 0; i <= round; i++)  // all but the last are never heard
      q.stream.change_model(q.stream.make(loaded()), 1, 0, {control(0, ParameterId::kVibrato, float(10 * round + i), 3)});
    const auto report = q.wait();
    REQUIRE(report);
    CHECK(vibrato(*report) == float(10 * round + round));
    CHECK(report->model == std::uint32_t(round + 1));
    q.stream.collect();
  }
}

TEST_CASE("A stream that stands still gives no report") {
  LiveStream stream;
  stream.prepare({.patch = loaded(), .place = "", .rate = kRate, .buffer = kBuffer, .voices = 4, .run_inline = true});
  stream.run();
  SettledStage settled(stream);
  CHECK_FALSE(settled.read(1'000'000'000));
}
