// MIDI controllers on a real server: learned from OSC, moving what they should, kept for the next evening.

#include <algorithm>

#include "engine/event.h"
#include "tests/io/jack_server.h"
#include "tests/program/files.h"
#include "tests/program/jack_keyboard.h"
#include "tests/program/osc_talk.h"
#include "tests/program/playing.h"

using namespace seaglass::test;
using seaglass::io::JackServer;
using seaglass::io::StderrWatch;

namespace {

// Says it, sweeps the control, and gives the answer.
std::string learn_from_sweep(const OscTalk& talk, JackKeyboard& keyboard, const seaglass::io::OscBytes& command, int controller) {
  talk.say(command);
  wait_seconds(0.2);
  std::string answer;
  (void)comes_true([&] {
    for (int value = 10; value < 120; value += 10) {
      keyboard.cc(controller, value);
      wait_seconds(0.02);
    }
    const auto heard = talk.hear();
    if (!heard.empty()) answer = heard.front();
    return !answer.empty();
  });
  return answer;
}

// The same of a pad's action.
std::string learn_from_press(const OscTalk& talk, JackKeyboard& keyboard, const char* action, int key) {
  talk.say(osc_message("/learn", {action}));
  wait_seconds(0.2);
  std::string answer;
  (void)comes_true([&] {
    keyboard.on(key, 100);
    wait_seconds(0.05);
    keyboard.off(key);
    return comes_true([&] {
      const auto heard = talk.hear();
      if (!heard.empty()) answer = heard.front();
      return !answer.empty();
    }, 2);
  });
  return answer;
}

bool reads(const OscTalk& talk, const std::string& address, double low, double high) {
  return comes_true([&] {
    const std::string answer = talk.ask(osc_message(address));
    const double value = std::stod(answer.substr(answer.rfind(' ')));
    return value >= low && value <= high;
  });
}

}  // namespace

TEST_CASE("A knob is learned over OSC, moves its parameter, and does so again the next evening", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  {
    Playing playing({"--midi", "none"});
    const OscTalk talk(playing.port());
    JackKeyboard keyboard;
    CHECK(talk.ask(osc_message("/learn", {"colour"})) == "/fail /learn no parameter or action is called colour");
    const std::string learned = learn_from_sweep(talk, keyboard, osc_message("/learn", {"drift", 3}), 21);
    INFO(learned);
    CHECK(learned.find("/done /learn") == 0);
    // Soft takeover: from where the sweep ended the knob goes on.
    for (int value = 110; value <= 127; value++) keyboard.cc(21, value);
    CHECK(reads(talk, "/part/3/drift", 3.9, 4));
    CHECK(reads(talk, "/part/4/drift", 1, 1));
    CHECK(talk.ask(osc_message("/learn/list")).find("drift") != std::string::npos);
  }
  {
    Playing playing({"--midi", "none"});
    const OscTalk talk(playing.port());
    JackKeyboard keyboard;
    for (int value = 0; value <= 127; value += 1) {
      keyboard.cc(21, value);
      if (value % 16 == 0) wait_seconds(0.01);
    }
    CHECK(reads(talk, "/part/3/drift", 3.9, 4));
    CHECK(talk.ask(osc_message("/unlearn", {"drift", 3})).find("/done") == 0);
    talk.say(osc_message("/part/3/drift", {1}));
    CHECK(reads(talk, "/part/3/drift", 1, 1));
    for (int value = 0; value <= 127; value += 1) keyboard.cc(21, value);
    wait_seconds(0.2);
    CHECK(reads(talk, "/part/3/drift", 1, 1));
  }
}

TEST_CASE("Each controller on JACK has its own knobs, by its name, whatever the socket", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  constexpr JackHardware kBox{"alsa_pcm:nanoKONTROL2/midi_capture_1"}, kOther{"alsa_pcm:in-hw-2-0-0-Twister-MIDI-1"};
  constexpr JackHardware kBoxElsewhere{"alsa_pcm:in-hw-4-0-0-nanoKONTROL2-MIDI-1"};
  const auto sweep = [](JackKeyboard& knobs) {
    for (int value = 0; value <= 127; value++) {
      knobs.cc(21, value);
      if (value % 16 == 0) wait_seconds(0.01);
    }
  };
  {
    Playing playing({});
    const OscTalk talk(playing.port());
    JackKeyboard box("box", kBox), other("other", kOther);
    box.wait_until_connected();
    other.wait_until_connected();
    CHECK(box.reaches("seaglass:midi_in nanoKONTROL2"));
    CHECK_FALSE(box.reaches("seaglass:midi_in"));
    const std::string learned = learn_from_sweep(talk, box, osc_message("/learn", {"drift", 3}), 21);
    CHECK_THAT(learned, Catch::StartsWith("/done /learn nanoKONTROL2: "));
    CHECK_THAT(learn_from_sweep(talk, other, osc_message("/learn", {"drift", 4}), 21), Catch::StartsWith("/done /learn Twister: "));
    sweep(box);
    CHECK(reads(talk, "/part/3/drift", 3.9, 4));
    talk.say(osc_message("/part/3/drift", {1}));
    CHECK(reads(talk, "/part/3/drift", 1, 1));
    sweep(other);
    CHECK(reads(talk, "/part/4/drift", 3.9, 4));  // so the sweep has come
    CHECK(reads(talk, "/part/3/drift", 1, 1));
    CHECK(playing.complains("nanoKONTROL2 is here"));
    CHECK(playing.complains("Twister is here"));
  }
  {
    Playing playing({});
    const OscTalk talk(playing.port());
    {
      JackKeyboard other("box", kOther);
      other.wait_until_connected();
      sweep(other);
      CHECK(reads(talk, "/part/4/drift", 3.9, 4));
      CHECK(reads(talk, "/part/3/drift", 1, 1));
    }
    CHECK(playing.complains("Twister is gone"));
    JackKeyboard box("other", kBoxElsewhere);
    box.wait_until_connected();
    sweep(box);
    CHECK(reads(talk, "/part/3/drift", 3.9, 4));
  }
}

TEST_CASE("The line about MIDI tells of controllers on JACK", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  const auto says = [](Process& playing, const std::string& part) {
    return comes_true([&] { return playing.err().find(part) != std::string::npos; });
  };
  JackKeyboard box("box", JackHardware{"alsa_pcm:nanoKONTROL2/midi_capture_1"});
  {
    Process playing(seaglass_words({"play", "--osc-port", std::to_string(free_port())}));
    CHECK(says(playing, "MIDI: seaglass:midi_in, nanoKONTROL2"));
    playing.send(SIGTERM);
    CHECK(playing.wait() == 0);
    CHECK(playing.err().find("nanoKONTROL2 is") == std::string::npos);  // it neither came nor went
  }
  Process playing(seaglass_words({"play", "--midi", "kontrol", "--osc-port", std::to_string(free_port())}));
  CHECK(says(playing, "MIDI: seaglass:midi_in, nanoKONTROL2"));
  JackKeyboard other("other", JackHardware{"alsa_pcm:Twister/midi_capture_1"});
  JackKeyboard second("second", JackHardware{"alsa_pcm:in-hw-1-0-0-nanoKONTROL2-MIDI-2"});
  CHECK(says(playing, "nanoKONTROL2-MIDI-2 is here"));
  CHECK(playing.err().find("Twister") == std::string::npos);  // was not asked for
  playing.send(SIGTERM);
  CHECK(playing.wait() == 0);
}

TEST_CASE("A button learns to step through the setlist", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  write_bytes(folder / "list.txt", "main\ndrums\n");
  Playing playing({"--midi", "none", "--setlist", folder / "list.txt"});
  const OscTalk talk(playing.port());
  JackKeyboard keyboard;
  const std::string learned = learn_from_press(talk, keyboard, "setlist next", 24);
  INFO(learned);
  CHECK(learned.find("/done /learn") == 0);
  talk.say(osc_message("/setlist/go", {1}));
  wait_seconds(0.3);
  keyboard.on(24, 100);
  wait_seconds(0.05);
  keyboard.off(24);
  CHECK(comes_true([&] { return talk.ask(osc_message("/patch/name")) == "/patch/name drums"; }));
}

TEST_CASE("A button starts the beat with the note that is struck with it", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  Playing playing({"--midi", "none", "--tempo", "120", "--journal", folder / "live.journal"});
  const OscTalk talk(playing.port());
  JackKeyboard keyboard;
  CHECK_THAT(learn_from_press(talk, keyboard, "transport start", 24), Catch::StartsWith("/done /learn"));
  constexpr int kRounds = 5, kBeat = 24'000;
  constexpr int kMost = 240;  // samples: a quarter of the time between two looks at buttons
  for (int round = 0; round < kRounds; round++) {
    keyboard.on(24);
    keyboard.on(60);
    wait_seconds(0.1);
    talk.say(osc_message("/note/on", {round, 70, 0.5f, "beat", 3}));
    keyboard.off(24);
    keyboard.off(60);
    wait_seconds(1.7);
  }
  playing.stop();
  std::vector<std::int64_t> struck, on_beat;
  std::istringstream journal(bytes_of(folder / "live.journal"));
  for (std::string line; std::getline(journal, line);)
    if (const Json o = Json::parse(line, nullptr, false); o.is_object() && o.value("is", "") == "note_on" && o["id"] != 24)
      (o["from"] == int(seaglass::Source::kMidi) ? struck : on_beat).push_back(o["at"]);
  REQUIRE(struck.size() == kRounds);
  REQUIRE(on_beat.size() == kRounds);
  // To the sample, but for what a server on a busy machine loses of its own time.
  std::vector<std::int64_t> off;
  for (std::size_t i = 0; i < kRounds; i++) off.push_back(std::llabs(on_beat[i] - 3 * kBeat - struck[i]));
  std::sort(off.begin(), off.end());
  CAPTURE(off);
  CHECK(off[kRounds / 2] <= kMost);
}

TEST_CASE("A knob is learned by a button, a touch and a turn, with nobody at the keyboard", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  Playing playing({"--midi", "none"});
  const OscTalk talk(playing.port());
  JackKeyboard keyboard;
  CHECK_THAT(learn_from_press(talk, keyboard, "learn", 24), Catch::StartsWith("/done /learn"));
  talk.say(osc_message("/learn", {"noise"}));  // which the button calls off
  wait_seconds(0.2);
  keyboard.on(24);
  keyboard.off(24);
  CHECK(playing.complains("touch the parameter"));
  CHECK(comes_true([&] { return !talk.hear().empty(); }));
  talk.say(osc_message("/part/2/vibrato", {30}));
  CHECK(playing.complains("move the control that is to be for vibrato"));
  CHECK(comes_true([&] {
    for (int value = 10; value < 120; value += 10) {
      keyboard.cc(22, value);
      wait_seconds(0.02);
    }
    return talk.ask(osc_message("/learn/list")).find("vibrato") != std::string::npos;
  }));
  for (int value = 0; value <= 127; value++) keyboard.cc(22, value);
  CHECK(reads(talk, "/part/2/vibrato", 100, 100));
  CHECK(reads(talk, "/part/1/vibrato", 0, 0));
}

TEST_CASE("A knob knows where a snapshot of another patch has left its parameter", "[jack]") {
  JackServer server(seaglass::io::kEasyPeriod);
  StderrWatch quiet;
  TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  Playing playing({"--midi", "none"});
  const OscTalk talk(playing.port());
  JackKeyboard keyboard;
  talk.say(osc_message("/control", {"vibrato", 10}));
  CHECK(reads(talk, "/part/1/vibrato", 10, 10));
  CHECK(talk.ask(osc_message("/snapshot/store", {"low"})).find("/done") == 0);
  CHECK(learn_from_sweep(talk, keyboard, osc_message("/learn", {"vibrato"}), 21).find("/done /learn") == 0);
  CHECK(talk.ask(osc_message("/patch", {"drums"})).find("/done") == 0);
  for (int value = 0; value <= 114; value++) keyboard.cc(21, value);
  CHECK(reads(talk, "/part/1/vibrato", 80, 95));
  CHECK(talk.ask(osc_message("/snapshot/recall", {"low"})).find("/done") == 0);
  CHECK(reads(talk, "/part/1/vibrato", 10, 10));
  for (int value = 114; value >= 60; value--) keyboard.cc(21, value);
  wait_seconds(0.3);
  CHECK(reads(talk, "/part/1/vibrato", 10, 10));
  for (int value = 60; value >= 5; value--) keyboard.cc(21, value);  // there it is picked up
  CHECK(reads(talk, "/part/1/vibrato", 3, 6));
}
