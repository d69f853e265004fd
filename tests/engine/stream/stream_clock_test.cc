#include "engine/stream/stream_clock.h"

#include <cmath>
#include <random>
#include <vector>

#include "tests/catch.h"

using namespace seaglass;

namespace {

constexpr double kRate = 48000;

// A sound card: its real rate, when it began, and how punctual its callbacks are.
struct Device {
  double rate = kRate;
  double begin_ns = 5e12;  // an hour and a half after the machine's start
  double jitter_ns = 0;    // uniform, to either side
  int frames = 64;
  SampleIndex index = 0;
  std::mt19937 random{1};

  double time_of(double sample) const { return begin_ns + sample * 1e9 / rate; }

  void call(StreamClock& clock) {
    std::uniform_real_distribution<double> jitter(-jitter_ns, jitter_ns);
    clock.tick(index, frames, Nanoseconds(time_of(double(index)) + jitter(random)));
    index += frames;
  }

  void run(StreamClock& clock, double seconds) {
    const SampleIndex end = index + SampleIndex(seconds * rate);
    while (index < end) call(clock);
  }

  // By how many samples the clock is wrong about the time halfway through the newest period.
  double error(const StreamClock& clock) const {
    const double sample = double(index) - frames * 0.5;
    return clock.read().sample_at(time_of(sample)) - sample;
  }
};

struct Spread {
  double mean, deviation, worst;
};

Spread spread(const std::vector<double>& x) {
  double sum = 0;
  double worst = 0;
  for (double v : x) {
    sum += v;
    worst = std::max(worst, std::abs(v));
  }
  const double mean = sum / double(x.size());
  double squares = 0;
  for (double v : x) squares += (v - mean) * (v - mean);
  return {mean, std::sqrt(squares / double(x.size())), worst};
}

}  // namespace

TEST_CASE("StreamClock does not run before the first callback") {
  StreamClock clock;
  clock.prepare(kRate);
  REQUIRE_FALSE(clock.read().running());
  clock.tick(0, 64, 1000);
  const ClockReading reading = clock.read();
  REQUIRE(reading.running());
  REQUIRE(reading.callbacks == 1);
  REQUIRE(reading.sample_at(1000) == Approx(0));
  REQUIRE(reading.sample_at(1000 + 1e9) == Approx(kRate));
  REQUIRE(reading.time_of(kRate) == Approx(1000 + 1e9));
}

TEST_CASE("StreamClock's two directions are each other's inverse") {
  StreamClock clock;
  clock.prepare(kRate);
  Device device{.rate = kRate * (1 + 80e-6)};
  device.run(clock, 1);
  const ClockReading reading = clock.read();
  for (double sample : {0.0, 100.25, 48123.5, 1e7}) {
    REQUIRE(reading.sample_at(reading.time_of(sample)) == Approx(sample).margin(1e-3));
  }
}

TEST_CASE("StreamClock finds the rate of a device that is 100 ppm off, either way, at any buffer") {
  for (double off : {100e-6, -100e-6}) {
    for (int frames : {16, 64, 256, 1024, 4096}) {
      StreamClock clock;
      clock.prepare(kRate);
      Device device{.rate = kRate * (1 + off), .frames = frames};
      device.run(clock, 3);
      CAPTURE(off, frames);
      REQUIRE(std::abs(clock.read().ns_per_sample * device.rate / 1e9 - 1) < 2e-6);
      REQUIRE(std::abs(device.error(clock)) < 0.05);
    }
  }
}

TEST_CASE("StreamClock smooths callbacks that come 200 us early or late") {
  for (int frames : {16, 64, 256}) {
    StreamClock clock;
    clock.prepare(kRate);
    Device device{.rate = kRate * (1 + 100e-6), .jitter_ns = 200e3, .frames = frames};
    device.run(clock, 3);
    std::vector<double> errors;
    for (double until = device.time_of(double(device.index)) + 10e9; device.time_of(double(device.index)) < until;) {
      device.call(clock);
      errors.push_back(device.error(clock));
    }
    const Spread found = spread(errors);
    CAPTURE(frames, found.mean, found.deviation, found.worst);
    // The callbacks themselves deviate by 200 us / sqrt 3 = 5.5 samples.
    REQUIRE(std::abs(found.mean) < 0.5);
    REQUIRE(found.deviation < 1.2);
    REQUIRE(found.worst < 5);
  }
}

TEST_CASE("StreamClock takes one late callback for what it is") {
  StreamClock clock;
  clock.prepare(kRate);
  Device device;
  device.run(clock, 3);
  clock.tick(device.index, device.frames, Nanoseconds(device.time_of(double(device.index)) + 5e6));
  device.index += device.frames;
  REQUIRE(std::abs(device.error(clock)) < 5);  // of the 240 samples that it was late
  device.run(clock, 2);
  REQUIRE(std::abs(device.error(clock)) < 0.1);
}

TEST_CASE("StreamClock starts afresh after a gap of five seconds, with the rate that it had learned") {
  StreamClock clock;
  clock.prepare(kRate);
  Device device{.rate = kRate * (1 + 200e-6)};
  device.run(clock, 5);
  const std::uint32_t epoch = clock.read().epoch;
  device.begin_ns += 5e9;  // suspended: the index stands still meanwhile
  device.call(clock);
  REQUIRE(clock.read().callbacks == 1);
  REQUIRE(clock.read().epoch == epoch);
  REQUIRE(std::abs(device.error(clock)) < 0.05);
  device.run(clock, 0.1);
  REQUIRE(std::abs(device.error(clock)) < 0.1);
}

TEST_CASE("StreamClock follows a device whose periods differ in length") {
  StreamClock clock;
  clock.prepare(kRate);
  Device device{.rate = kRate * (1 - 50e-6)};
  std::uniform_int_distribution<int> length(16, 700);
  while (device.index < 5 * 48000) {
    device.frames = length(device.random);
    device.call(clock);
    REQUIRE(clock.read().frames == device.frames);
    REQUIRE(clock.read().index == device.index - device.frames);
  }
  REQUIRE(std::abs(device.error(clock)) < 0.1);
  REQUIRE(std::abs(clock.read().ns_per_sample * device.rate / 1e9 - 1) < 5e-6);
}

TEST_CASE("StreamClock's restart begins an epoch while the index goes on") {
  StreamClock clock;
  clock.prepare(kRate);
  Device device;
  device.run(clock, 1);
  const ClockReading before = clock.read();
  clock.restart();
  REQUIRE(clock.read().epoch == before.epoch);  // until the new device calls
  device.begin_ns += 3e6;                       // no gap to speak of: the epoch alone says that it is another device
  device.frames = 256;
  device.call(clock);
  const ClockReading after = clock.read();
  REQUIRE(after.epoch == before.epoch + 1);
  REQUIRE(after.callbacks == 1);
  REQUIRE(after.index == before.index + before.frames);
  REQUIRE(after.frames == 256);
  REQUIRE(std::abs(device.error(clock)) < 0.01);
}

TEST_CASE("StreamClock keeps its bearings through a stall and the burst that makes up for it") {
  StreamClock clock;
  clock.prepare(kRate);
  Device device{.frames = 16};
  device.run(clock, 3);
  // 19 ms without a callback, then all of them at once: below what counts as a break.
  const double stalled = device.time_of(double(device.index)) + 19e6;
  while (device.time_of(double(device.index)) < stalled) {
    clock.tick(device.index, device.frames, Nanoseconds(stalled));
    device.index += device.frames;
  }
  REQUIRE(std::abs(device.error(clock)) < 0.002 * kRate);
  device.run(clock, 3);
  REQUIRE(std::abs(device.error(clock)) < 0.1);
}
