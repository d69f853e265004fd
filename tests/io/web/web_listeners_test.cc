#include "io/web/web_listeners.h"

#include <map>

#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

struct Rig {
  Telemetry now;
  WebListeners listeners{40};
  // What each client got: address to how often, and everything's first type tag.
  std::map<int, std::map<std::string, int>> got;

  void publish() {
    got.clear();
    listeners.publish(now, [this](int client, std::span<const std::uint8_t> packet) {
      got[client][reinterpret_cast<const char*>(packet.data())]++;
    });
  }
  float& vibrato(int part) { return now.stage.parts[std::size_t(part - 1)].values[std::size_t(ParameterId::kVibrato)]; }
};

}  // namespace

TEST_CASE("Who listens hears a value at once, then when it changes") {
  Rig rig;
  REQUIRE(rig.listeners.listen(0, "/part/2/vibrato"));
  rig.publish();
  CHECK(rig.got == std::map<int, std::map<std::string, int>>{{0, {{"/part/2/vibrato", 1}}}});
  rig.publish();
  CHECK(rig.got.empty());
  rig.vibrato(2) = 30;
  rig.vibrato(3) = 30;
  REQUIRE(rig.listeners.listen(1, "/part/2/vibrato"));
  rig.publish();
  CHECK(rig.got[0].size() == 1);
  CHECK(rig.got[1].size() == 1);
  REQUIRE(rig.listeners.listen(2, "/part/2/vibrato"));  // a third, who comes later
  rig.publish();
  CHECK(rig.got.size() == 1);
  CHECK(rig.got[2]["/part/2/vibrato"] == 1);
}

TEST_CASE("Who ignores, or is gone, hears no more") {
  Rig rig;
  REQUIRE(rig.listeners.listen(0, "/part/2/vibrato"));
  REQUIRE(rig.listeners.listen(0, "/part/2/volume"));
  REQUIRE(rig.listeners.listen(1, "/part/2/vibrato"));
  rig.publish();
  rig.listeners.ignore(0, "/part/2/vibrato");
  rig.listeners.ignore(0, "/part/2/vibrato");
  CHECK(rig.listeners.count(0) == 1);
  rig.vibrato(2) = 7;
  rig.publish();
  CHECK(rig.got[0].empty());
  CHECK(rig.got[1].size() == 1);
  rig.listeners.forget(1);
  CHECK(rig.listeners.any());
  rig.listeners.ignore(0, "/part/*/*");
  CHECK_FALSE(rig.listeners.any());
  CHECK(rig.listeners.count(0) == 0);
}

TEST_CASE("Everything can be listened to, by everyone") {
  Rig rig;
  for (int client = 0; client < WebListeners::kMostClients; client++)
    for (const char* pattern : {"/*", "/*/*", "/*/*/*"}) CHECK(rig.listeners.listen(client, pattern));
  CHECK(rig.listeners.count(0) > 16 * kParameterCount);
  rig.publish();
  CHECK(rig.got.size() == WebListeners::kMostClients);
  CHECK(rig.got[15] == rig.got[0]);
  CHECK(rig.got[0].size() > 16 * kParameterCount);
  for (const auto& [address, count] : rig.got[0]) CHECK(count == 1);
  CHECK(rig.got[0].count("/voice/1/pitch") == 0);  // silent: there is nothing to tell
  CHECK(rig.got[0].count("/voice/1/held") == 1);   // but a lamp goes out
}

TEST_CASE("What cannot be read cannot be listened to, and there is an end to it") {
  Rig rig;
  CHECK_FALSE(rig.listeners.listen(0, "/no/such"));
  CHECK_FALSE(rig.listeners.listen(0, "/note/on"));
  CHECK_FALSE(rig.listeners.listen(0, ""));
  WebListeners many(kMaxVoices);
  CHECK_FALSE(many.listen(0, "/voice/*/*"));
  CHECK(many.count(0) == WebListeners::kMostPerClient);
  CHECK(many.listen(1, "/voice/1/pitch"));  // the other's surfeit is none of its business
}

TEST_CASE("A note's end is told: its lamp goes out, its meter falls") {
  Rig rig;
  rig.now.stage.voice_count = 1;
  rig.now.stage.voices[0] = {.id = 4, .voice = 2, .part = 0, .held = true, .pitch = 60, .level_db = -20};
  for (const char* key : {"pitch", "level", "held"}) REQUIRE(rig.listeners.listen(0, std::string("/voice/3/") + key));
  rig.publish();
  CHECK(rig.got[0].size() == 3);
  rig.now.stage.voice_count = 0;
  rig.publish();
  CHECK(rig.got[0] == std::map<std::string, int>{{"/voice/3/level", 1}, {"/voice/3/held", 1}});
  rig.publish();
  CHECK(rig.got.empty());
}
