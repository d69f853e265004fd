#include "io/audio/device_keeper.h"

#include <atomic>
#include <vector>

#include "io/audio/builtin_clock.h"
#include "io/audio/device_list.h"
#include "tests/catch.h"
#include "tests/program/process.h"

using namespace seaglass;
using namespace seaglass::io;
using seaglass::test::comes_true;

namespace {

struct Counter : AudioClient {
  std::atomic<int> calls{0};
  void process(const AudioBlock&) noexcept override { calls++; }
};

// What the machine offers, and how it behaves.
struct World {
  std::vector<DeviceEntry> devices;
  bool alive = true, starts = true;
  int between = 0;
  std::vector<AudioRequest> asked;
};

class Card final : public AudioDevice {
 public:
  Card(World& world, const DeviceEntry& entry) : world_(world), entry_(entry) {}
  void start() override {
    if (!world_.starts) throw DeviceError("it does not start");
    world_.alive = true;
  }
  void stop() noexcept override {}
  bool alive() const noexcept override { return world_.alive; }
  std::string api() const override { return entry_.api; }
  std::string name() const override { return entry_.api == "JACK" ? "seaglass" : entry_.name; }
  double rate() const override { return 44100; }
  int buffer() const override { return 50; }
  int outputs() const override { return 2; }
  int inputs() const override { return 0; }
  int latency_frames() const override { return 0; }
  std::uint64_t xruns() const noexcept override { return 0; }

 private:
  World& world_;
  const DeviceEntry entry_;
};

struct Kept {
  explicit Kept(std::vector<DeviceEntry> devices) {
    world.devices = std::move(devices);
    number();
  }
  void number() {
    for (std::size_t i = 0; i < world.devices.size(); i++) world.devices[i].index = int(i);
  }
  void play(const std::string& device) {
    keeper.open({.device = device});
    keeper->start();
    REQUIRE(keeper.watch(now).empty());
  }
  std::string lose() {
    world.alive = false;
    return keeper.watch(now);
  }
  std::string try_again() { return keeper.watch(now += DeviceKeeper::kReconnect); }
  bool ticks() {
    const int before = counter.calls;
    return comes_true([&] { return counter.calls > before + 3; }, 5);
  }

  World world;
  Counter counter;
  Nanoseconds now = 0;
  DeviceKeeper keeper{counter, [this] { world.between++; },
                      [this](const AudioRequest& request, AudioClient& client) -> std::unique_ptr<AudioDevice> {
                        world.asked.push_back(request);
                        if (request.device == "none") return std::make_unique<BuiltinClock>(request, client);
                        return std::make_unique<Card>(world, choose_device(world.devices, request.device, request.api));
                      }};
};

const DeviceEntry kUsb{.api = "ALSA", .name = "USB Audio", .outputs = 2};
const DeviceEntry kOther{.api = "ALSA", .name = "Other USB Audio", .outputs = 2};
const DeviceEntry kOnPulse{.api = "Pulse", .name = "USB Audio", .outputs = 2};
const DeviceEntry kJack{.api = "JACK", .name = "JACK server", .standard = true};

}  // namespace

TEST_CASE("A lost device is replaced by the clock, at its rate and period, and taken back") {
  Kept kept({kUsb});
  kept.play("usb");
  CHECK(kept.lose() == "USB Audio is gone: carrying on without sound until it is back");
  CHECK(kept.keeper->api() == "clock");
  CHECK(kept.keeper->rate() == 44100);
  CHECK(kept.keeper->buffer() == 50);
  CHECK(kept.world.between == 1);
  CHECK(kept.ticks());
  CHECK(kept.keeper.watch(kept.now + DeviceKeeper::kReconnect - 1).empty());
  CHECK(kept.world.asked.size() == 2);  // nobody asked for it yet
  CHECK(kept.try_again() == "USB Audio is back");
  CHECK(kept.keeper->api() == "ALSA");
  CHECK(kept.world.asked.back().rate == 44100);
  CHECK(kept.world.between == 2);
  CHECK(kept.lose() != "");  // and again
  CHECK(kept.try_again() == "USB Audio is back");
}

TEST_CASE("While a lost device cannot be opened, or opens and does not start, the clock goes on") {
  Kept kept({kUsb});
  kept.play("usb");
  (void)kept.lose();
  auto there = kept.world.devices;
  kept.world.devices.clear();
  CHECK(kept.try_again().empty());
  CHECK(kept.ticks());
  kept.world.devices = there;
  kept.world.starts = false;
  for (int i = 0; i < 3; i++) {
    CHECK(kept.try_again().empty());
    CHECK(kept.keeper->api() == "clock");
    CHECK(kept.ticks());
  }
  kept.world.starts = true;
  CHECK(kept.try_again() == "USB Audio is back");
}

TEST_CASE("A device chosen by number, or by a part of its name, is known again when the list has changed") {
  for (const char* device : {"1", "usb audi"}) {
    Kept kept({{.api = "ALSA", .name = "HDMI", .outputs = 2}, kUsb});
    kept.play(device);
    kept.world.devices = {kOnPulse, kOther};
    CAPTURE(device);
    CHECK(kept.lose() != "");
    kept.world.devices = {kOnPulse, {.api = "ALSA", .name = "HDMI", .outputs = 2}};
    kept.number();
    CHECK(kept.try_again().empty());  // neither what has its number now, nor its name on another system
    kept.world.devices = {kOnPulse, {.api = "ALSA", .name = "HDMI", .outputs = 2}, kOther, kUsb};
    kept.number();
    CHECK(kept.try_again() == "USB Audio is back");
    CHECK(kept.keeper->api() == "ALSA");
  }
}

TEST_CASE("A JACK server chosen by number is any JACK server, and a default remains a default") {
  Kept kept({kUsb, kJack});
  kept.play("1");
  (void)kept.lose();
  kept.world.devices = {kJack, kUsb};
  kept.number();
  CHECK(kept.try_again() == "JACK is back");

  Kept by_default({kJack, kUsb});
  by_default.play("");
  (void)by_default.lose();
  by_default.world.devices = {kUsb};
  by_default.number();
  CHECK(by_default.try_again() == "USB Audio is back");
}
