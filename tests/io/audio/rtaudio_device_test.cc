#include "io/audio/rtaudio_device.h"

#include <algorithm>
#include <atomic>
#include <fstream>

#include "io/audio/open_device.h"
#include "io/audio/patience.h"
#include "tests/catch.h"
#include "tests/io/pulse_server.h"
#include "tests/io/sentence.h"
#include "tests/left_out/left_out.h"

using namespace seaglass;
using namespace seaglass::io;
using seaglass::test::comes_true;
using seaglass::test::wait_seconds;

namespace {

struct Counter : AudioClient {
  std::atomic<std::int64_t> frames{0};
  std::atomic<int> period{0};
  std::atomic<bool> fits{true};
  std::size_t outputs = 2;

  void process(const AudioBlock& block) noexcept override {
    const Nanoseconds now = now_ns();
    if (block.out.size() != outputs || !block.in.empty() || block.now > now || block.now < now - kSecond)
      fits = false;
    for (float* channel : block.out)
      for (int i = 0; i < block.frames; i++) {
        if (channel[i] != 0) fits = false;
        channel[i] = 0.25f;
      }
    period = block.frames;
    frames += block.frames;
  }
};

bool plays(const Counter& counter, int more = 9600) {
  const std::int64_t then = counter.frames;
  return comes_true([&] { return counter.frames > then + more; });
}

double seconds_of(const std::function<void()>& action) {
  const Nanoseconds before = now_ns();
  action();
  return double(now_ns() - before) * 1e-9;
}

bool lists(const std::string& api) {
  const auto all = list_rtaudio_devices(api);
  return std::any_of(all.begin(), all.end(), [](const auto& entry) { return entry.outputs >= 2; });
}

// What ALSA's default is, for this process. True, with a line that says so, where that cannot be.
bool no_alsa(const PulseServer& server, const std::string& type) {
  const std::string path = server.file("asound.conf");
  std::ofstream(path) << "pcm.!default { type " << type << " }\nctl.!default { type pulse }\n";
  setenv("ALSA_CONFIG_PATH", path.c_str(), 1);
  if (lists("ALSA")) return false;
  LEFT_OUT("ALSA's plugins (package libasound2-plugins) are not installed");
  return true;
}

}  // namespace

TEST_CASE("PulseAudio calls us at its own pace, stops, and starts again") {
  if (PulseServer::missing()) return;
  PulseServer server;
  Counter counter;
  const auto device = open_audio_device({.device = "pulse", .buffer = 256}, counter);
  CHECK(device->api() == "Pulse");
  CHECK(device->name() == "Stage");
  CHECK(device->rate() == 48000);
  CHECK(device->buffer() == 256);
  CHECK(device->outputs() == 2);
  device->start();
  REQUIRE(plays(counter));
  double rate = 0;  // a machine that is busy keeps the server from its work, so there is more than one try
  for (int i = 0; i < 10 && !(rate > 45000 && rate < 51000); i++) {
    const std::int64_t frames = counter.frames;
    const Nanoseconds then = now_ns();
    wait_seconds(1);
    rate = double(counter.frames - frames) / (double(now_ns() - then) * 1e-9);
  }
  CHECK(rate == Approx(48000).epsilon(0.07));
  CHECK(counter.period == 256);
  CHECK(counter.fits);
  CHECK(device->alive());

  device->stop();
  device->stop();
  const std::int64_t stopped = counter.frames;
  wait_seconds(0.1);
  CHECK(counter.frames == stopped);
  CHECK(device->alive());
  device->start();
  CHECK(plays(counter));

  Counter other;  // at the same time
  const auto second = open_audio_device({.device = "stag", .rate = 44100, .buffer = 64}, other);
  CHECK(second->rate() == 44100);
  second->start();
  CHECK(plays(other));
  CHECK(plays(counter));
}

TEST_CASE("A sound server's own rate is taken, and what it cannot do is refused") {
  if (PulseServer::missing()) return;
  PulseServer server(44100);
  Counter counter;
  CHECK(open_audio_device({.device = "pulse"}, counter)->rate() == 44100);
  const auto complaint = [&](AudioRequest request) {
    request.device = "pulse";
    return complaint_of([&] { open_audio_device(request, counter); });
  };
  CHECK(complaint({.rate = 12345}).exit_code == 4);
  CHECK(complaint({.rate = 12345}).has("choose --rate from 8000"));
  CHECK(complaint({.outputs = 3}).has("too few"));
  CHECK(complaint({.outputs = 4}).has("fewer --outputs"));
  CHECK(complaint({.outputs = 4}).exit_code == 4);
  CHECK(complaint({.inputs = 1}).has("too few"));
  CHECK(complaint({.buffer = 100000}).has("periods"));
}

TEST_CASE("More than two outputs are refused where the sound server would mix them") {
  if (PulseServer::missing()) return;
  PulseServer server(48000, 4);
  Counter counter;
  const auto complaint = complaint_of([&] { open_audio_device({.device = "pulse", .outputs = 4}, counter); });
  CHECK(complaint.exit_code == 4);
  CHECK(complaint.has("use JACK"));
  CHECK(open_audio_device({.device = "pulse"}, counter)->outputs() == 2);
}

TEST_CASE("A killed sound server is noticed, and time does not run ahead until then") {
  if (PulseServer::missing()) return;
  PulseServer server;
  Counter counter;
  auto device = open_audio_device({.device = "pulse", .buffer = 128}, counter);
  device->start();
  REQUIRE(plays(counter, 48000));
  const std::int64_t frames = counter.frames;
  const Nanoseconds then = now_ns();
  server.end();
  CHECK(comes_true([&] { return !device->alive(); }, 5));
  const double passed = double(now_ns() - then) * 1e-9;
  CHECK(passed < 2);
  CHECK(double(counter.frames - frames) < 48000 * (1.1 * passed + 0.15));
  CHECK(seconds_of([&] { device->stop(); }) < 1.5);
  CHECK(complaint_of([&] { open_audio_device({.device = "pulse"}, counter); }).exit_code == 4);
  server.start();
  device = open_audio_device({.device = "pulse"}, counter);
  device->start();
  CHECK(plays(counter));
}

TEST_CASE("A sound server that hangs holds nobody up for long") {
  if (PulseServer::missing()) return;
  PulseServer server;
  Counter counter;
  auto device = open_audio_device({.device = "pulse", .buffer = 128}, counter);
  device->start();
  REQUIRE(plays(counter));
  server.send(SIGSTOP);
  CHECK(comes_true([&] { return !device->alive(); }, 6));
  CHECK(seconds_of([&] { device->stop(); }) < 1.5);
  const std::int64_t frames = counter.frames;
  CHECK(seconds_of([&] { CHECK_FALSE(lists("Pulse")); }) < 7);
  CHECK(seconds_of([&] { CHECK_FALSE(lists("Pulse")); }) < 1);  // it is not asked again
  CHECK(complaint_of([&] { device->start(); }).has("does not answer"));
  CHECK(seconds_of([&] { device.reset(); }) < 1.5);
  server.send(SIGCONT);
  REQUIRE(comes_true([] { return lists("Pulse"); }));
  device = open_audio_device({.device = "pulse"}, counter);
  CHECK(counter.frames == frames);  // the old stream lives on for a while, but reaches nobody
  device->start();
  CHECK(plays(counter));
}

TEST_CASE("ALSA's default device plays") {
  if (PulseServer::missing()) return;
  PulseServer server;
  if (no_alsa(server, "pulse")) return;
  Counter counter;
  const auto device = open_audio_device({.device = "alsa", .buffer = 256}, counter);
  CHECK(device->api() == "ALSA");
  device->start();
  REQUIRE(plays(counter, 48000));
  CHECK(counter.fits);
  CHECK(counter.period == device->buffer());
  CHECK(device->latency_frames() > 0);
  CHECK(device->alive());
  server.end();
  CHECK(comes_true([&] { return !device->alive(); }, 5));
  CHECK(seconds_of([&] { device->stop(); }) < 1.5);
}

TEST_CASE("A device that takes everything at once, as an unplugged one does, is lost") {
  if (PulseServer::missing()) return;
  PulseServer server;
  if (no_alsa(server, "null")) return;
  Counter counter;
  const auto device = open_audio_device({.device = "alsa", .buffer = 64}, counter);
  const Nanoseconds then = now_ns();
  device->start();
  CHECK(comes_true([&] { return !device->alive(); }, 5));
  CHECK(double(counter.frames) < 48000 * (1.1e-9 * double(now_ns() - then) + 0.15));
  const std::int64_t frames = counter.frames;
  wait_seconds(0.1);
  CHECK(counter.frames == frames);
}

TEST_CASE("ALSA takes eight outputs, each with a channel of its own") {
  if (PulseServer::missing()) return;
  PulseServer server;
  if (no_alsa(server, "null")) return;
  Counter counter;
  counter.outputs = 8;
  const auto device = open_audio_device({.device = "alsa", .buffer = 64, .outputs = 8}, counter);
  CHECK(device->outputs() == 8);
  device->start();
  CHECK(comes_true([&] { return counter.frames > 0; }));
  CHECK(counter.fits);
}

TEST_CASE("What does not end is left behind, what fails says so") {
  std::atomic<bool> done{false};
  CHECK(finishes_within(kSecond, [&] { done = true; }));
  CHECK(done);
  CHECK_THROWS_AS(finishes_within(kSecond, [] { throw DeviceError("no"); }), DeviceError);
  const auto let_go = std::make_shared<std::atomic<bool>>(false);
  CHECK_FALSE(finishes_within(kSecond / 50, [let_go] { while (!*let_go) sleep_until(now_ns() + kMillisecond); }));
  *let_go = true;
}
