// How keyboards play: splits, tunings and velocity, from a file and while playing.

#include "tests/io/jack_server.h"
#include "tests/program/files.h"
#include "tests/program/jack_keyboard.h"
#include "tests/program/osc_talk.h"
#include "tests/program/playing.h"

using namespace seaglass::test;
using seaglass::io::JackServer;
using seaglass::io::StderrWatch;

namespace {

// What sounds, as "part pitch" of each voice, low voices first.
std::string sounding(const OscTalk& talk) {
  talk.say(osc_message("/get", {"/voice/*/part", "/voice/*/pitch"}));
  std::string parts, pitches;
  for (int quiet = 0; quiet < 4;) {
    const auto heard = talk.hear();
    quiet += heard.empty();
    for (const auto& text : heard) {
      if (text.find("/part ") != text.npos) parts += text.substr(text.find(' '));
      if (text.find("/pitch ") != text.npos) pitches += text.substr(text.find(' '));
    }
  }
  return parts + " :" + pitches;
}

bool hears(const OscTalk& talk, const std::string& what) {
  std::string last, all;
  const bool heard = comes_true([&] {
    if (const auto now = sounding(talk); now != last) all += (last = now) + " | ";
    return last == what;
  });
  INFO(all);
  CHECK(heard);
  return heard;
}

}  // namespace

TEST_CASE("A rig splits the keyboard, tunes it, and sets its parts, also when the patch changes", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  write_bytes(folder / "quarter.scl", "! quarter.scl\nquarter tones\n 24\n");
  std::ofstream scale(folder / "quarter.scl", std::ios::app);
  for (int i = 1; i <= 24; i++) scale << " " << 50 * i << ".0\n";
  scale.close();
  write_bytes(folder / "my.rig", "# bass below, piano above\nlayer part 2 keys 0 59\nlayer part 3 keys 60 127 level -3\nlayer part 4 keys 60 127 transpose 12\n"
                                 "part 2 place \"double bass\"\npart 3 place piano\npart 4 place flute\n");
  Playing playing({"--midi", "none", "--rig", folder / "my.rig"});
  const OscTalk talk(playing.port());
  JackKeyboard keyboard;
  CHECK(talk.ask(osc_message("/part/2/place")) == "/part/2/place double bass");
  CHECK(talk.ask(osc_message("/part/3/place")) == "/part/3/place piano");
  keyboard.on(40);
  hears(talk, " 2 : 40");
  keyboard.off(40);
  keyboard.send(0xb0, 120, 0);
  hears(talk, " :");
  keyboard.on(69);
  hears(talk, " 3 4 : 69 81");
  keyboard.send(0xb0, 120, 0);
  hears(talk, " :");
  CHECK(talk.ask(osc_message("/patch", {"drums"})) == "/done /patch drums");
  CHECK(talk.ask(osc_message("/patch", {"main"})) == "/done /patch main");
  CHECK(comes_true([&] { return talk.ask(osc_message("/part/2/place")) == "/part/2/place double bass"; }));

  write_bytes(folder / "wrong.rig", "layer part 99\n");
  check_refusal(instrument({"play", "--device", "none", "--rig", folder / "wrong.rig", "--osc-port", std::to_string(free_port())}), 3, "line 1");
}

TEST_CASE("A rig is made while playing, a line at a time, kept, and there again", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  const auto play = [&](const Words& options) {
    Words words{"--midi", "none"};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  };
  {
    Playing playing(play({}));
    const OscTalk talk(playing.port());
    JackKeyboard keyboard;
    CHECK(talk.ask(osc_message("/rig/add", {"layer", "part", 2, "keys", 0, 59})) == "/done /rig/add layer part 2 keys 0 59");
    CHECK(talk.ask(osc_message("/rig/add", {"layer part 3 keys 60 127"})) == "/done /rig/add layer part 3 keys 60 127");
    CHECK(talk.ask(osc_message("/rig/add", {"part", 2, "place", "double bass"})) == "/done /rig/add part 2 place \"double bass\"");
    CHECK(talk.ask(osc_message("/rig/add", {"transpose", 1})) == "/done /rig/add transpose 1");
    CHECK(talk.ask(osc_message("/rig/add", {"transpose", -2})) == "/done /rig/add transpose -2");
    keyboard.on(69);
    hears(talk, " 3 : 67");
    keyboard.on(40);
    hears(talk, " 3 2 : 67 38");
    CHECK(comes_true([&] { return talk.ask(osc_message("/part/2/place")) == "/part/2/place double bass"; }));
    // What is wrong changes nothing.
    CHECK(talk.ask(osc_message("/rig/add", {"part", 2, "place", "doubel bass"})) == "/fail /rig/add no place of main is called 'doubel bass'");
    CHECK(talk.ask(osc_message("/rig/add", {"layer", "part", 99})).find("the part: '99' is not a number from 1 to 16") != std::string::npos);
    CHECK(talk.ask(osc_message("/rig/add", {"# quiet"})).find("/fail") == 0);
    CHECK(talk.ask(osc_message("/rig/remove", {"velocity"})).find("/fail /rig/remove no line of the rig begins with 'velocity'") == 0);
    const std::string shown = "/done /rig/show layer part 2 keys 0 59 layer part 3 keys 60 127 part 2 place \"double bass\" transpose -2";
    CHECK(talk.ask(osc_message("/rig/show")) == shown);
    CHECK(talk.ask(osc_message("/rig/save", {"split"})) == "/done /rig/save " + (folder / "mine/rigs/split.rig"));
    CHECK(talk.ask(osc_message("/rig/remove", {"layer"})) == "/done /rig/remove layer");
    keyboard.send(0xb0, 120, 0);
    hears(talk, " :");
    keyboard.on(40);
    hears(talk, " 1 : 38");
  }
  Playing playing(play({"--rig", "split"}));
  const OscTalk talk(playing.port());
  JackKeyboard keyboard;
  keyboard.on(40);
  hears(talk, " 2 : 38");
  CHECK(talk.ask(osc_message("/part/2/place")) == "/part/2/place double bass");
}

TEST_CASE("Scala files tune the keys, and equal temperament comes back", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  std::filesystem::create_directories(folder / "mine/tunings");
  write_bytes(folder / "mine/tunings/thirds.scl", "! thirds.scl\nthirds\n 3\n 400.\n 800.\n 2/1\n");
  Playing playing({"--midi", "none"});
  const OscTalk talk(playing.port());
  JackKeyboard keyboard;
  CHECK(talk.ask(osc_message("/tuning", {"thirds"})) == "/done /tuning thirds");
  keyboard.on(70);
  hears(talk, " 1 : 73");
  keyboard.send(0xb0, 120, 0);
  CHECK(talk.ask(osc_message("/tuning", {"equal"})) == "/done /tuning equal");
  keyboard.on(70);
  hears(talk, " 1 : 70");
  CHECK(talk.ask(osc_message("/tuning", {"missing"})).find("/fail /tuning") == 0);
  keyboard.send(0xb0, 120, 0);

  // A rig's concert pitch and transposition stay, whatever the scale.
  std::filesystem::create_directories(folder / "mine/rigs");
  write_bytes(folder / "mine/rigs/low.rig", "transpose -2\n");
  CHECK(talk.ask(osc_message("/rig/load", {"low"})) == "/done /rig/load low");
  CHECK(talk.ask(osc_message("/tuning", {"thirds"})) == "/done /tuning thirds");
  keyboard.on(70);
  hears(talk, " 1 : 71");
  keyboard.send(0xb0, 120, 0);
  CHECK(talk.ask(osc_message("/tuning", {"equal"})) == "/done /tuning equal");
  keyboard.on(70);
  hears(talk, " 1 : 68");
  CHECK(talk.ask(osc_message("/tuning", {"../../etc/passwd"})).find("is not a plain file name") != std::string::npos);
}

TEST_CASE("A keyboard is calibrated by playing softly and hard, and stays so", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  {
    Playing playing({"--midi", "none"});
    const OscTalk talk(playing.port());
    JackKeyboard keyboard;
    const auto play = [&](int velocity) {
      const int before = playing.last()["midi_events"];
      for (int i = 0; i < 16; i++) {
        keyboard.on(60 + i, velocity + i % 3);
        keyboard.off(60 + i);
      }
      REQUIRE(playing.says([&](const Json& s) { return s["midi_events"] >= before + 32; }));
    };
    CHECK(talk.ask(osc_message("/velocity/find")) == "/fail /velocity/find begin with /velocity/soft, then /velocity/hard");
    CHECK(talk.ask(osc_message("/velocity/soft")).find("/done") == 0);
    play(30);
    CHECK(talk.ask(osc_message("/velocity/hard")).find("/done") == 0);
    CHECK(talk.ask(osc_message("/velocity/find")) == "/fail /velocity/find there were too few hard notes; play more, then /velocity/find");
    play(90);
    const std::string found = talk.ask(osc_message("/velocity/find"));
    INFO(found);
    CHECK(found.find("/done /velocity/find velocity 2") == 0);
  }
  const std::string rig = bytes_of(folder / "mine/rigs/standard.rig");
  CHECK(rig.find("velocity 2") == 0);
  // The next time it is there from the start: what this keyboard plays softly is soft.
  Playing playing({"--midi", "none", "--journal", folder / "live.journal"});
  JackKeyboard keyboard;
  keyboard.on(60, 92);
  REQUIRE(playing.says([](const Json& s) { return s["voices"] == 1; }));
  playing.stop();
  const std::string journal = bytes_of(folder / "live.journal");
  const auto at = journal.find("\"is\":\"note_on\"");
  REQUIRE(at != journal.npos);
  const std::string line = journal.substr(journal.rfind('\n', at) + 1, journal.find('\n', at) - journal.rfind('\n', at));
  CHECK(double(Json::parse(line)["value2"]) > 0.9);
}
