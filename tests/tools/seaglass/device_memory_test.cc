#include "tools/seaglass/device_memory.h"

#include <cstdlib>
#include <fstream>

#include "io/errors.h"
#include "tests/catch.h"
#include "tests/io/file/temp_folder.h"

using namespace seaglass;

namespace {

// A card that tells of some of its latency.
struct Card : io::AudioDevice {
  std::string system = "ALSA", label = "card";
  double hz = 48000;
  int frames = 64, told = 128;
  void start() override {}
  void stop() noexcept override {}
  bool alive() const noexcept override { return true; }
  std::string api() const override { return system; }
  std::string name() const override { return label; }
  double rate() const override { return hz; }
  int buffer() const override { return frames; }
  int outputs() const override { return 2; }
  int inputs() const override { return 1; }
  int latency_frames() const override { return told; }
  std::uint64_t xruns() const noexcept override { return 0; }
};

struct Home {
  io::TempFolder folder;
  Home() { setenv("SEAGLASS_FOLDER", (folder / "own").c_str(), 1); }
  ~Home() { unsetenv("SEAGLASS_FOLDER"); }
};

}  // namespace

TEST_CASE("half of what a device does not tell of its round trip is its output's") {
  CHECK(DeviceLatency{.round_trip = 400, .reported_output = 128, .reported_input = 64}.unreported_output() == 104);
  CHECK(DeviceLatency{.round_trip = 100, .reported_output = 128, .reported_input = 64}.unreported_output() == 0);
}

TEST_CASE("a round trip is remembered for its device, rate and buffer, and for no other") {
  Home home;
  Card card;
  CHECK_FALSE(remembered(card));
  CHECK(OutputLatency().of(card) == 128);
  CHECK(remember(card, {.round_trip = 400, .reported_output = 128, .reported_input = 64}) ==
        home.folder / "own/devices.json");
  Card other;
  other.label = "a card / with \"signs\" ~ of all kinds: \xff";
  (void)remember(other, {.round_trip = 1000, .reported_output = 0, .reported_input = 0});

  REQUIRE(remembered(card));
  CHECK(remembered(card)->round_trip == 400);
  OutputLatency latency;
  CHECK(latency.of(card) == 128 + 104);
  card.told = 130;  // as it says today
  CHECK(latency.of(card) == 130 + 104);
  card.frames = 256;
  CHECK(latency.of(card) == 130);
  card.frames = 64;
  CHECK(latency.of(card) == 130 + 104);
  card.hz = 44100;
  CHECK_FALSE(remembered(card));
  card.hz = 48000;
  card.system = "Pulse";
  CHECK_FALSE(remembered(card));

  // Measured anew.
  card.system = "ALSA";
  (void)remember(card, {.round_trip = 300, .reported_output = 128, .reported_input = 64});
  CHECK(remembered(card)->round_trip == 300);
  (void)remembered(other);
}

TEST_CASE("what is remembered is listed, and forgotten by part of a name") {
  Home home;
  CHECK(all_remembered().empty());
  CHECK(forget("card").empty());
  Card card, box;
  box.label = "box";
  (void)remember(card, {.round_trip = 400, .reported_output = 128, .reported_input = 64});
  card.frames = 256;
  (void)remember(card, {.round_trip = 800, .reported_output = 512, .reported_input = 64});
  (void)remember(box, {.round_trip = 1000, .reported_output = 0, .reported_input = 0});
  const auto all = all_remembered();
  REQUIRE(all.size() == 3);
  CHECK(all[0].key == "ALSA: card");
  CHECK(all[0].rate == 48000);
  CHECK(all[0].buffer == 64);
  CHECK(all[0].latency.round_trip == 400);
  CHECK(all[0].latency.date.size() == 10);
  CHECK(all[1].buffer == 256);
  CHECK(all[2].key == "ALSA: box");

  // Whoever plays meanwhile notices.
  OutputLatency latency;
  CHECK(latency.of(card) == 128 + 112);
  CHECK(latency.unreported() == 112);
  CHECK(forget("no such").empty());
  CHECK(forget("CARD").size() == 2);
  CHECK_FALSE(remembered(card));
  CHECK(remembered(box));
  std::filesystem::last_write_time(home.folder / "own/devices.json", std::filesystem::file_time_type::clock::now());
  CHECK(latency.of(card) == 128);
  CHECK(latency.unreported() == 0);
  CHECK(forget_all().size() == 1);
  CHECK(all_remembered().empty());
}

TEST_CASE("a memory of devices that is damaged is no memory, and is replaced") {
  Home home;
  Card card;
  std::filesystem::create_directories(home.folder / "own");
  for (const char* text : {"", "{", "[1]", "{\"devices\": 3}", "{\"devices\": {\"ALSA: card\": 5}}",
                           "{\"devices\": {\"ALSA: card\": {\"48000\": {}, \"x/64\": 5}}}",
                           "{\"devices\": {\"ALSA: card\": {\"48000/64\": {\"round_trip\": -1}}}}"}) {
    CAPTURE(text);
    std::ofstream(home.folder / "own/devices.json") << text;
    CHECK_FALSE(remembered(card));
    CHECK(all_remembered().empty());
    CHECK(forget_all().empty());
    (void)remember(card, {.round_trip = 400, .reported_output = 128, .reported_input = 64});
    CHECK(remembered(card));
  }
}

TEST_CASE("a JACK server is known by its name") {
  Card card;
  card.system = "JACK";
  card.label = "seaglass-01";
  const char* before = getenv("JACK_DEFAULT_SERVER");
  const std::string kept = before != nullptr ? before : "";
  unsetenv("JACK_DEFAULT_SERVER");
  CHECK(key_of(card) == "JACK: default");
  setenv("JACK_DEFAULT_SERVER", "studio", 1);
  CHECK(key_of(card) == "JACK: studio");
  if (before != nullptr)
    setenv("JACK_DEFAULT_SERVER", kept.c_str(), 1);
  else
    unsetenv("JACK_DEFAULT_SERVER");
}
