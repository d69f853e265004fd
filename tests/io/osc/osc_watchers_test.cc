// Questions and subscriptions, asked through a receiver and answered into a list.

#include "io/osc/osc_watchers.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "io/os/time.h"
#include "tests/catch.h"
#include "tests/io/osc/osc_bytes.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

// Keeps what leaves.
struct Letters final : OscOutlet {
  void send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept override {
    const std::lock_guard lock(mutex);
    all.push_back({to, {packet.begin(), packet.end()}});
  }
  std::vector<std::pair<OscPeer, OscBytes>> take() {
    const std::lock_guard lock(mutex);
    return std::exchange(all, {});
  }
  std::mutex mutex;
  std::vector<std::pair<OscPeer, OscBytes>> all;
};

// "address values ..." of a message.
std::string text_of(std::span<const std::uint8_t> bytes) {
  OscMessage message;
  if (parse_osc_message(bytes, message) != nullptr) return "malformed";
  std::string text(message.address);
  for (const OscArgument& a : message.list()) {
    char number[32];
    std::snprintf(number, sizeof number, " %g", a.number);
    text += a.kind == OscArgument::Kind::kText ? " " + std::string(a.text) : number;
  }
  return text;
}

std::vector<std::string> texts_of(const OscBytes& packet) {
  std::vector<std::string> texts;
  OscWalk walk(packet);
  while (const auto element = walk.next()) texts.push_back(text_of(element->data));
  return texts;
}

constexpr OscPeer peer(std::uint16_t port) { return {.kind = OscPeer::Kind::kUdp, .here = true, .port = port, .address = 1}; }

struct Rig {
  StreamClock clock;
  EventPort port{clock};
  OscStage stage;
  Letters letters;
  std::mutex mutex;
  Telemetry truth;  // guarded by mutex
  int readings = 0;
  TelemetryBoard board{[this](Telemetry& t) {
    const std::lock_guard lock(mutex);
    readings++;
    t = truth;
  }};
  std::unique_ptr<OscReceiver> receiver;
  OscWatchers watchers{stage, board};

  Rig() {
    stage.outlet = &letters;
    stage.voices = 40;
    truth.load = 0.25;
    truth.patch = "main";
    truth.places = {"cello", "flute"};
    truth.tempo = 120;
    truth.beat = 5.75;
    truth.stage.parts[2].values[std::size_t(ParameterId::kVibrato)] = 30;
    truth.stage.parts[1].place = 1;
    sound(7, 61.5f);
    receiver = std::make_unique<OscReceiver>(stage, port);
    watchers.add(*receiver);
    watchers.start();
  }
  void sound(int voice, float pitch) {
    const std::lock_guard lock(mutex);
    truth.stage.voices[std::size_t(truth.stage.voice_count++)] = {.id = 99, .voice = std::int16_t(voice), .part = 2, .held = true, .pitch = pitch};
  }
  void silence() {
    const std::lock_guard lock(mutex);
    truth.stage.voice_count = 0;
  }
  void say(const OscBytes& message, OscPeer from = peer(1)) { receiver->receive(message, now_ns(), from); }

  // All that comes within the time, each message by itself.
  std::vector<std::string> hear(double seconds, OscPeer of = peer(1)) {
    sleep_until(now_ns() + Nanoseconds(seconds * 1e9));
    std::vector<std::string> heard;
    for (const auto& [to, packet] : letters.take())
      if (to == of)
        for (auto& text : texts_of(packet)) heard.push_back(text);
    return heard;
  }
  // The answers to one question.
  std::vector<std::string> ask(const OscBytes& question, OscPeer from = peer(1)) {
    say(question, from);
    for (int i = 0; i < 100; i++) {
      auto heard = hear(0.02, from);
      if (!heard.empty()) return heard;
    }
    return {};
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("Every question is answered to who asked") {
  Rig rig;
  CHECK(rig.ask(osc_message("/status/load")) == Texts{"/status/load 0.25"});
  CHECK(rig.ask(osc_message("/part/3/vibrato")) == Texts{"/part/3/vibrato 30"});
  CHECK(rig.ask(osc_message("/part/2/place")) == Texts{"/part/2/place flute"});
  CHECK(rig.ask(osc_message("/places")) == Texts{"/places cello flute"});
  CHECK(rig.ask(osc_message("/patch/name")) == Texts{"/patch/name main"});
  CHECK(rig.ask(osc_message("/transport/phase")) == Texts{"/transport/phase 0.75"});
  CHECK(rig.ask(osc_message("/voice/8/pitch")) == Texts{"/voice/8/pitch 61.5"});
  CHECK(rig.ask(osc_message("/voice/9/pitch")) == Texts{"/voice/9/pitch"});  // silent
  CHECK(rig.ask(osc_message("/voice/*/part")) == Texts{"/voice/8/part 3"});  // of those that sound
  CHECK(rig.ask(osc_message("/get", {"/part/[23]/vibrato", "/status/voices"})) ==
        Texts{"/part/2/vibrato 0", "/part/3/vibrato 30", "/status/voices 0"});
  CHECK(rig.ask(osc_message("/ping", {7, "x"})) == Texts{"/pong 7 x"});
  CHECK(rig.ask(osc_message("/get", {"/no/such"})) == Texts{"/fail /get no readable address matches /no/such"});
  CHECK(rig.ask(osc_message("/nothing")) == Texts{"/fail /nothing no such address"});
  CHECK(rig.receiver->rejected() == 1);
}

TEST_CASE("Who cannot hear where it speaks has its answers sent to another port") {
  Rig rig;
  rig.say(osc_message("/reply", {9124}));
  rig.say(osc_message("/status/load"));
  CHECK(rig.hear(0.2, peer(9124)) == Texts{"/status/load 0.25"});
  rig.say(osc_message("/nothing"));
  CHECK(rig.hear(0.1, peer(9124)) == Texts{"/fail /nothing no such address"});
  rig.say(osc_message("/subscribe", {50, "/status/load"}));
  CHECK(rig.hear(0.3, peer(9124)).size() > 2);
  rig.say(osc_message("/unsubscribe"));
  rig.say(osc_message("/status/load"), peer(2));  // the others hear where they always did
  CHECK(rig.hear(0.2, peer(2)) == Texts{"/status/load 0.25"});
  for (const double wrong : {-1.0, 65536.0, 2.5}) {
    rig.say(osc_message("/reply", {wrong}));
    CHECK(rig.hear(0.05, peer(9124)) == Texts{"/fail /reply the port must be 0 to 65535"});
  }
  rig.say(osc_message("/reply", {0}));
  CHECK(rig.ask(osc_message("/status/load")) == Texts{"/status/load 0.25"});
}

TEST_CASE("Every readable address can be asked for, and tells what its types promise") {
  Rig rig;
  int count = 0;
  for (const char* pattern : {"/*", "/*/*", "/*/*/*", "/*/*/*/*"})
    (void)find_osc_values(pattern, 40, [&](OscValue value) {
      count++;
      const OscValueInfo info = osc_info_of(value);
      INFO(info.address);
      CHECK(info.address == osc_address_of(value));
      CHECK_FALSE(info.help.empty());
      CHECK_FALSE(info.types.empty());
      int found = 0;  // by its own address, and nothing else is
      (void)find_osc_values(info.address, 40, [&](OscValue v) {
        found++;
        CHECK(v == value);
        return true;
      });
      CHECK(found == 1);
      const OscPacket packet = osc_bytes_of(info.address, osc_message_of(value, rig.truth));
      OscMessage message;
      REQUIRE(parse_osc_message(packet, message) == nullptr);
      if (is_silent(value, rig.truth)) CHECK(message.count == 0);
      else if (info.address == "/places") CHECK(message.count == 2);
      else CHECK(message.count == int(info.types.size()));
      return true;
    });
  CHECK(count > 16 * kParameterCount);
}

TEST_CASE("A subscriber hears what it asked for, as often as it asked, until it says so") {
  Rig rig;
  rig.say(osc_message("/subscribe", {50, "/status/load", "/voice/*/pitch"}));
  rig.say(osc_message("/subscribe", {5, "/transport/tempo"}), peer(2));
  const Texts heard = rig.hear(1.0);
  const auto loads = std::count(heard.begin(), heard.end(), "/status/load 0.25");
  CHECK(loads >= 30);
  CHECK(loads <= 53);
  CHECK(std::count(heard.begin(), heard.end(), "/voice/8/pitch 61.5") == loads);
  CHECK(std::count(heard.begin(), heard.end(), "/voice/1/pitch") == 0);  // it was and is silent
  CHECK(rig.watchers.subscribers() == 2);

  rig.silence();
  const Texts silent = rig.hear(0.5);
  CHECK(std::count(silent.begin(), silent.end(), "/voice/8/pitch") == 1);

  rig.say(osc_message("/unsubscribe", {"/voice/*/*"}));
  (void)rig.hear(0.1);
  rig.sound(3, 50);
  const Texts fewer = rig.hear(0.3);
  CHECK(std::count(fewer.begin(), fewer.end(), "/voice/4/pitch 50") == 0);
  CHECK(std::count(fewer.begin(), fewer.end(), "/status/load 0.25") > 5);
  rig.say(osc_message("/unsubscribe"));
  (void)rig.hear(0.1);
  CHECK(rig.hear(0.3).empty());
  CHECK(rig.watchers.subscribers() == 1);
}

TEST_CASE("Asking again replaces, too much is refused") {
  Rig rig;
  rig.say(osc_message("/subscribe", {100, "/status/load"}));
  rig.say(osc_message("/subscribe", {2, "/status/load"}));
  (void)rig.hear(0.2);
  const Texts heard = rig.hear(1.0);
  CHECK(heard.size() >= 1);
  CHECK(heard.size() <= 4);
  CHECK(rig.ask(osc_message("/subscribe", {1000, "/status/load"}))[0] == "/fail /subscribe the rate must be 0.1 to 100 a second");
  const Texts refused = rig.ask(osc_message("/subscribe", {1, "/part/*/*"}));
  CHECK(std::count(refused.begin(), refused.end(), "/fail /subscribe more than 512 values; choose fewer") == 1);
  (void)rig.hear(0.2);
  CHECK(rig.hear(1.0).size() >= 1);  // what was there is still there
  // Nor does whoever was refused take a subscriber's place.
  const Texts stranger = rig.ask(osc_message("/subscribe", {1, "/part/*/*"}), peer(99));
  CHECK(std::count(stranger.begin(), stranger.end(), "/fail /subscribe more than 512 values; choose fewer") == 1);
  CHECK(rig.watchers.subscribers() == 1);
}

TEST_CASE("Whoever asks without end keeps nobody from being told, nor from going home") {
  Rig rig;
  rig.say(osc_message("/subscribe", {50, "/status/load"}), peer(7));
  std::atomic<bool> over{false};
  std::thread flood([&] {
    const OscBytes question = osc_message("/get", {"/part/*/*", "/part/*/*", "/part/*/*", "/part/*/*"});
    while (!over) rig.say(question, peer(8));
  });
  int told = 0;
  for (int i = 0; i < 100 && told < 3; i++) told += int(rig.hear(0.1, peer(7)).size());
  CHECK(told >= 3);
  rig.watchers.stop();
  over = true;
  flood.join();
}

TEST_CASE("Many subscribers are served from one reading") {
  Rig rig;
  for (int i = 0; i < 64; i++) rig.say(osc_message("/subscribe", {20, "/status/*", "/part/1/*"}), peer(std::uint16_t(100 + i)));
  (void)rig.hear(0.2);
  const int before = rig.readings;
  const Texts heard = rig.hear(1.0, peer(163));
  CHECK(std::count(heard.begin(), heard.end(), "/status/load 0.25") >= 12);
  CHECK(rig.readings - before <= 220);  // not 64 * 20
  CHECK(rig.watchers.subscribers() == 64);
}
