#include "io/audio/builtin_clock.h"

#include <mutex>
#include <vector>

#include "io/audio/device_list.h"
#include "io/audio/open_device.h"
#include "io/audio/stream_pace.h"
#include "tests/catch.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

struct Listener : AudioClient {
  std::mutex mutex;  // the built-in clock's thread may wait in a test
  std::vector<Nanoseconds> times;
  bool shapes_fit = true, came_zeroed = true;
  int outputs = 2, inputs = 1;

  void process(const AudioBlock& block) noexcept override {
    const std::lock_guard lock(mutex);
    shapes_fit = shapes_fit && int(block.out.size()) == outputs && int(block.in.size()) == inputs;
    for (float* channel : block.out)
      for (int i = 0; i < block.frames; i++) {
        came_zeroed = came_zeroed && channel[i] == 0;
        channel[i] = 1;
      }
    for (const float* channel : block.in)
      for (int i = 0; i < block.frames; i++) came_zeroed = came_zeroed && channel[i] == 0;
    times.push_back(block.now);
  }
};

}  // namespace

TEST_CASE("the built-in clock calls back at exact multiples of the period") {
  Listener listener;
  listener.outputs = 8;
  BuiltinClock device({.rate = 44100, .buffer = 50, .outputs = 8, .inputs = 1}, listener);
  CHECK(device.rate() == 44100);
  CHECK(device.buffer() == 50);
  CHECK(device.outputs() == 8);
  CHECK(device.inputs() == 1);
  const Nanoseconds before = now_ns();
  device.start();
  sleep_until(before + 200 * kMillisecond);
  CHECK(device.alive());
  device.stop();
  device.stop();
  const Nanoseconds passed = now_ns() - before;
  CHECK(listener.shapes_fit);
  CHECK(listener.came_zeroed);
  REQUIRE(listener.times.size() > 20);
  if (device.xruns() == 0) {  // a machine that stood still for 100 ms lays the grid anew
    for (std::size_t i = 0; i < listener.times.size(); i++) {
      const double planned = double(i) * 50e9 / 44100;
      REQUIRE(std::abs(double(listener.times[i] - listener.times[0]) - planned) <= 1.0);
    }
    CHECK(listener.times.size() >= 150);
    CHECK(double(listener.times.size()) <= double(passed) / (50e9 / 44100) + 1);
  }
  const auto count = listener.times.size();
  sleep_until(now_ns() + 10 * kMillisecond);
  CHECK(listener.times.size() == count);

  device.start();  // again
  sleep_until(now_ns() + 20 * kMillisecond);
  device.stop();
  CHECK(listener.times.size() > count);
}

TEST_CASE("the clock's grid does not drift, catches up, and gives up after 100 ms") {
  ClockGrid grid(48000, 64, 1000);
  for (std::int64_t i = 0; i < 1'000'000; i++) {
    REQUIRE(grid.next() == 1000 + Nanoseconds(double(i) * 64e9 / 48000 + 0.5));
    REQUIRE_FALSE(grid.step(grid.next() + 99 * kMillisecond));  // late, every time: none is lost
  }
  const Nanoseconds late = grid.next() + 101 * kMillisecond;
  CHECK(grid.step(late));
  CHECK(grid.next() == late + Nanoseconds(64e9 / 48000 + 0.5));
  CHECK_FALSE(grid.step(grid.next()));
}

TEST_CASE("impossible rates and buffers are wrong usage") {
  Listener listener;
  CHECK_THROWS_AS(BuiltinClock({.rate = 48000, .buffer = 0}, listener), UsageError);
  CHECK_THROWS_AS(BuiltinClock({.rate = 48000, .buffer = 100000}, listener), UsageError);
  CHECK_THROWS_AS(BuiltinClock({.rate = 1, .buffer = 64}, listener), UsageError);
  CHECK(BuiltinClock({.buffer = 64}, listener).rate() == 48000);
}

TEST_CASE("a heart that stops is noticed after half a second or twenty periods") {
  Heartbeat heart;
  CHECK(heart.alive());  // nothing is expected yet
  heart.start(48000, 64);
  CHECK(heart.alive());
  heart.beat(now_ns() - kSecond / 2 - kMillisecond);
  CHECK_FALSE(heart.alive());
  heart.start(48000, 4096);  // 20 periods are 1.7 s
  heart.beat(now_ns() - kSecond);
  CHECK(heart.alive());
  heart.beat(now_ns() - 2 * kSecond);
  CHECK_FALSE(heart.alive());
  heart.stop();
  CHECK(heart.alive());
}

TEST_CASE("a card behind a sound server has time to wake") {
  Heartbeat heart;
  heart.start(48000, 64, 3 * kSecond);
  heart.beat(now_ns() - kSecond);
  CHECK(heart.alive());
  heart.start(48000, 64, kMillisecond);
  heart.beat(now_ns() - kSecond);
  sleep_until(now_ns() + 2 * kMillisecond);
  CHECK_FALSE(heart.alive());
}

TEST_CASE("a device that runs away is told from one that catches up") {
  constexpr Nanoseconds kPeriod = 64 * kSecond / 48000;
  for (const double speed : {0.99, 1.0, 1.01}) {
    StreamPace pace;
    const int hold = 150 * 64;  // a sound server that holds 200 ms
    pace.start(48000, hold);
    Nanoseconds now = kSecond;
    for (int i = 0; i < 150; i++) REQUIRE(pace.early(64, now) == 0);  // it is empty at first
    for (int i = 0; i < 20000; i++) {
      now += Nanoseconds(double(kPeriod) / speed);
      if (i % 500 == 499) {
        now += 200 * kMillisecond;  // a stall, and what it missed at once
        for (int k = 0; k < 150; k++) REQUIRE(pace.early(64, now) == 0);
      }
      REQUIRE(pace.early(64, now) == 0);
    }
    CHECK_FALSE(pace.runaway());
    // Nothing takes its time any more: whoever waits as told stays near real time, and soon knows.
    const Nanoseconds then = now;
    std::int64_t frames = 0;
    while (!pace.runaway() && frames < 10 * 48000) {
      frames += 64;
      now += pace.early(64, now);
    }
    CHECK(pace.runaway());
    CHECK(double(frames) <= hold + 0.05 * 48000 + 1.06 * 48e-6 * double(now - then) + 128);
    CHECK(now - then < kSecond / 2);
    (void)pace.early(64, now + 10 * kSecond);
    CHECK(pace.runaway());
  }
}

TEST_CASE("devices are chosen by number, name or api, what is unclear is an error with a list") {
  const std::vector<DeviceEntry> all = {
      {.index = 0, .api = "Pulse", .name = "Built-in Audio", .outputs = 2, .rates = {48000}},
      {.index = 1, .api = "ALSA", .name = "hw:USB Audio,0", .outputs = 8, .rates = {48000}},
      {.index = 2, .api = "ALSA", .name = "default", .outputs = 2, .standard = true},
      {.index = 3, .api = "ALSA", .name = "Microphone", .outputs = 0, .inputs = 1},
  };
  CHECK(choose_device(all, "").index == 2);
  CHECK(choose_device(all, "alsa").index == 2);
  CHECK(choose_device(all, "Pulse").index == 0);
  CHECK(choose_device(all, "1").index == 1);
  CHECK(choose_device(all, "usb").index == 1);
  CHECK(choose_device(all, "DEFAULT").index == 2);
  const auto complaint = [&](const char* wanted) {
    return complaint_of([&] { choose_device(all, wanted); });
  };
  CHECK(complaint("audio").exit_code == 4);
  CHECK(complaint("audio").has("several"));
  CHECK(complaint("audio").has("1 'hw:USB Audio,0' (ALSA)"));
  CHECK(complaint("micro").has("no audio device"));
  CHECK(complaint("3").has("Built-in Audio"));
  CHECK(complaint("jack").has("no audio device"));
  CHECK_THROWS_AS(choose_device({}, ""), DeviceError);
  CHECK(choose_device(all, "a", "pulse").index == 0);
  CHECK_THROWS_AS(choose_device(all, "usb", "Pulse"), DeviceError);
  std::vector<DeviceEntry> twins = all;
  twins.push_back({.index = 4, .api = "ALSA", .name = "hw:USB Audio,0", .outputs = 8});
  CHECK_THROWS_AS(choose_device(twins, "hw:USB Audio,0"), DeviceError);
  CHECK(choose_device(twins, "hw:USB Audio,0", "ALSA").index == 1);
}

TEST_CASE("the device none is the built-in clock") {
  Listener listener;
  const auto device = open_audio_device({.device = "none", .buffer = 64}, listener);
  CHECK(device->api() == "clock");
  CHECK(device->alive());
  CHECK_THROWS_AS(open_audio_device({.device = "no such card", .buffer = 64}, listener), DeviceError);
}
