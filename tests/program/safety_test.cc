// Nothing hangs: what a lock, a panic or a note's own part could keep from ending, ends.

#include "tests/program/osc_talk.h"
#include "tests/program/playing.h"

using namespace seaglass::test;

namespace {

struct Stage {
  Playing playing{Playing::deaf({})};
  OscTalk talk{playing.port()};

  bool reads(const std::string& address, const std::string& value) const {
    return comes_true([&] { return talk.ask(osc_message(address)) == address + " " + value; });
  }
  // Rings on after its key is up, so keys are counted, not voices.
  bool holds(int keys) const {
    return comes_true([&] {
      talk.say(osc_message("/get", {"/voice/*/held"}));
      talk.say(osc_message("/ping"));
      int held = 0;
      for (bool over = false; !over;)
        for (const std::string& heard : talk.hear()) {
          over |= heard == "/pong";
          held += heard.rfind("/voice/", 0) == 0 && heard.ends_with("/held 1");
        }
      return held == keys;
    });
  }
};

}  // namespace

TEST_CASE("A lock stops what plays and sets, and lets notes end") {
  const Stage s;
  for (int id = 1; id <= 3; id++) s.talk.say(osc_message("/note/on", {id, 48 + id, 0.5f, id}));
  REQUIRE(s.holds(3));
  REQUIRE(s.talk.ask(osc_message("/lock", {"all"})) == "/done /lock all");
  CHECK(s.talk.ask(osc_message("/note/on", {9, 60, 0.5f})) == "/fail /note/on locked; /lock none frees it, from this machine");
  CHECK(s.talk.ask(osc_message("/control", {"vibrato", 9})) == "/fail /control locked; /lock none frees it, from this machine");
  CHECK(s.holds(3));
  s.talk.say(osc_message("/note/off", {2}));
  CHECK(s.holds(2));
  s.talk.say(osc_message("/panic"));
  CHECK(s.holds(0));
}

TEST_CASE("A panic takes back what was sent ahead") {
  const Stage s;
  s.talk.say(osc_message("/note/on", {1, 50, 0.5f}));
  for (int id = 2; id < 6; id++) s.talk.say(osc_message("/note/on", {id, 50 + id, 0.5f, "at", 0.5f + 0.1f * float(id)}));
  REQUIRE(s.holds(1));
  s.talk.say(osc_message("/panic"));
  REQUIRE(s.holds(0));
  s.talk.say(osc_message("/note/on", {7, 60, 0.5f, "at", 1.5f}));  // after all of them
  CHECK(s.holds(1));
}

TEST_CASE("A note is ended and shaped by its number alone, in whatever part and with whatever times") {
  const Stage s;
  s.talk.say(osc_message("/note/on", {1, 50, 0.5f, 2}));
  s.talk.say(osc_message("/note/off", {1, "at", 1.0f}));
  REQUIRE(s.holds(1));
  s.talk.say(osc_message("/note/set", {1, "pitch", 62}));  // its end is on its way
  CHECK(comes_true([&] {
    s.talk.say(osc_message("/get", {"/voice/*/pitch"}));
    const auto heard = s.talk.hear();
    return !heard.empty() && heard.front().ends_with("/pitch 62");
  }));
  CHECK(s.holds(0));
}
