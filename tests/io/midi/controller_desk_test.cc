// Controllers as a performer meets them: plugged in, learned, played, unplugged, and there again tomorrow.

#include "io/midi/controller_desk.h"

#include <algorithm>

#include "io/file/byte_file.h"
#include "io/midi/midi_source.h"
#include "tests/catch.h"
#include "tests/io/file/temp_folder.h"
#include "tests/support/control_bytes.h"

using namespace seaglass;
using namespace seaglass::io;
using namespace seaglass::test;
using Catch::Matchers::Contains;

namespace {

constexpr Nanoseconds kMs = 1'000'000;

struct Studio {
  explicit Studio(const std::string& path) : desk(present, path) {
    clock.prepare(48000);
    clock.tick(0, 64, now);
    desk.load();
  }

  Nanoseconds now = 1'000'000 * kMs;
  StreamClock clock;
  PresentValues present;
  MidiSource box{clock, 2048, &present}, keys{clock, 2048, &present};
  ControllerDesk desk;
  std::vector<std::string> said, moves;
  std::vector<ControlPress> presses;
  std::vector<DeskNews::Lights> lights;
  std::optional<DeskNews::End> learned;

  void tick() {
    now += 50 * kMs;
    DeskNews news = desk.tick(now);
    said.insert(said.end(), news.sentences.begin(), news.sentences.end());
    moves.insert(moves.end(), news.moves.begin(), news.moves.end());
    presses.insert(presses.end(), news.presses.begin(), news.presses.end());
    lights.insert(lights.end(), news.lights.begin(), news.lights.end());
    if (news.learned) learned = news.learned;
  }
  void send(MidiSource& source, const Stream& stream) {
    for (const Bytes& message : stream) {
      now += kMs;
      source.receive(message, now);
    }
    tick();
  }
  void wait(int ticks) {
    for (int i = 0; i < ticks; i++) tick();
  }
  std::vector<Event> events(MidiSource& source) {
    std::vector<Event> all;
    Event event;
    EventTiming timing{};
    while (source.port().receive(event, timing)) all.push_back(event);
    return all;
  }
  // Learns a knob for the target, by sweeping it.
  void learn(MidiSource& source, int number, const Target& target) {
    learned.reset();
    desk.learn(target, now);
    send(source, sweep(1, number, 30, 90));
    if (!learned) wait(10);
    REQUIRE(learned);
    CAPTURE(learned->answer.sentence);
    REQUIRE(learned->answer.done);
  }
};

const Target kVibratoOfAll = target_of(ParameterId::kVibrato);

}  // namespace

TEST_CASE("A knob is learned, moves what it was learned for, and still does tomorrow in another socket") {
  const TempFolder folder;
  const std::string path = folder / "seaglass/controllers.json";
  {
    Studio studio(path);
    studio.desk.plug(studio.box.controls(), "nanoKONTROL2");
    const DeskAnswer answer = studio.desk.learn(kVibratoOfAll, studio.now);
    CHECK(answer.done);
    CHECK(answer.sentence == "move the control that is to be for vibrato, all parts");
    studio.send(studio.box, sweep(1, 21, 30, 60));
    REQUIRE(studio.learned);
    CHECK(studio.learned->target == kVibratoOfAll);
    CHECK(studio.learned->answer.sentence ==
          "nanoKONTROL2: channel 1 CC 21 -> vibrato 0 to 100 cent, all parts, pickup");
    CHECK(studio.said == std::vector<std::string>{studio.learned->answer.sentence});
    CHECK(studio.events(studio.box).empty());  // nothing moved while it was learned
    studio.send(studio.box, sweep(1, 21, 60, 0) + sweep(1, 21, 0, 127));
    const auto events = studio.events(studio.box);
    REQUIRE_FALSE(events.empty());
    CHECK(events.back().kind == EventKind::kControl);
    CHECK(events.back().part == kAllParts);
    CHECK(events.back().value == 100);
    CHECK(studio.desk.list().size() == 1);
  }
  Studio tomorrow(path);
  tomorrow.desk.plug(tomorrow.keys.controls(), "nanoKONTROL2");
  tomorrow.send(tomorrow.keys, {cc(1, 21, 0), cc(1, 21, 127)});
  const auto events = tomorrow.events(tomorrow.keys);
  REQUIRE(events.size() == 2);
  CHECK(events[1].value == 100);
  CHECK(tomorrow.said.empty());
}

TEST_CASE("A controller that is unplugged takes its map along, and brings it back") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "nanoKONTROL2");
  studio.learn(studio.box, 21, kVibratoOfAll);
  studio.desk.unplug(studio.box.controls());
  studio.box.release_all(studio.now);
  (void)studio.events(studio.box);
  studio.desk.plug(studio.box.controls(), "another");
  studio.send(studio.box, {cc(1, 21, 3)});
  auto events = studio.events(studio.box);
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == EventKind::kController);  // of no map
  studio.desk.unplug(studio.box.controls());
  studio.desk.plug(studio.keys.controls(), "nanoKONTROL2");
  studio.send(studio.keys, {cc(1, 21, 0)});
  CHECK(studio.events(studio.keys).size() == 1);
}

TEST_CASE("One knob is learned for two parameters, and one parameter for one knob of a controller") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "box");
  studio.desk.plug(studio.keys.controls(), "keys");
  studio.learn(studio.box, 21, kVibratoOfAll);
  studio.learn(studio.box, 21, target_of(ParameterId::kPan, 2));
  CHECK(studio.desk.list().size() == 2);
  studio.learn(studio.box, 22, kVibratoOfAll);  // instead
  CHECK(studio.desk.list() ==
        std::vector<std::string>{"box: channel 1 CC 21 -> pan -1 to 1, part 3, pickup",
                                 "box: channel 1 CC 22 -> vibrato 0 to 100 cent, all parts, pickup"});
  studio.learn(studio.keys, 22, kVibratoOfAll);  // besides
  CHECK(studio.desk.list().size() == 3);
  const DeskAnswer gone = studio.desk.unlearn(kVibratoOfAll);
  CHECK(gone.done);
  CHECK(studio.desk.list().size() == 1);
  CHECK_FALSE(studio.desk.unlearn(kVibratoOfAll).done);
  CHECK(studio.desk.unlearn(target_of(ParameterId::kPan)).done);  // of any part
  CHECK(studio.desk.list().empty());
  studio.send(studio.box, {cc(1, 21, 3)});
  CHECK(studio.events(studio.box).at(0).kind == EventKind::kController);
}

TEST_CASE("What a performer settled by hand goes over to the control that is learned instead") {
  const TempFolder folder;
  const std::string path = folder / "c.json";
  write_file(path, std::string_view(R"({"seaglass_controllers": 1, "devices": [{"device": "box", "controls": [
    {"channel": 1, "control": "CC 21", "parameter": "vibrato", "low": 10, "high": 40, "inverted": true,
     "takeover": "jump", "comment": "gently"}]}]})"));
  Studio studio(path);
  studio.desk.plug(studio.box.controls(), "box");
  studio.learn(studio.box, 22, kVibratoOfAll);
  CHECK(studio.desk.list()[0] == "box: channel 1 CC 22 -> vibrato 10 to 40 cent, all parts, inverted, jump");
  const auto bytes = read_file(path, kMaxControllerFile);
  CHECK_THAT(std::string(bytes.begin(), bytes.end()), Contains("gently"));
}

TEST_CASE("A parameter that is touched over OSC is learned by the next knob") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "box");
  const Event vibrato{
      .kind = EventKind::kControl, .part = 4, .index = std::uint8_t(ParameterId::kVibrato), .value = 30};
  studio.present.touch(vibrato);  // before it was asked for
  CHECK(studio.desk.learn(studio.now).done);
  studio.tick();
  studio.send(studio.box, sweep(1, 21, 0, 50));
  CHECK_FALSE(studio.learned);
  (void)studio.events(studio.box);
  studio.present.touch(vibrato);
  studio.tick();
  CHECK(studio.said.back() == "move the control that is to be for vibrato, part 5");
  studio.send(studio.box, sweep(1, 21, 50, 90));
  REQUIRE(studio.learned);
  CHECK(studio.learned->target == target_of(ParameterId::kVibrato, 4));
}

TEST_CASE("Learning is called off, and ends by itself") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "box");
  CHECK_FALSE(studio.desk.cancel().done);
  studio.desk.learn(kVibratoOfAll, studio.now);
  studio.tick();
  CHECK(studio.desk.cancel().done);
  studio.send(studio.box, sweep(1, 7, 0, 90));
  CHECK_FALSE(studio.learned);
  CHECK(studio.events(studio.box).size() == 91);  // the volume moves again
  studio.desk.learn(kVibratoOfAll, studio.now);
  studio.wait(int(Learn::kPatience / (50 * kMs)) + 2);
  REQUIRE(studio.learned);
  CHECK_FALSE(studio.learned->answer.done);
  CHECK_THAT(studio.said.back(), Contains("nothing was learned"));
}

TEST_CASE("An encoder is asked to be turned both ways") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "box");
  studio.desk.learn(kVibratoOfAll, studio.now);
  studio.send(studio.box, turns(1, 20, ControlFormat::kSignMagnitude, {1, 1, 1, 1, 1}));
  CHECK(studio.said == std::vector<std::string>{"turn it the other way too, so that it is plain how it counts"});
  studio.send(studio.box, turns(1, 20, ControlFormat::kSignMagnitude, {-1, -1}));
  REQUIRE(studio.learned);
  CHECK_THAT(studio.learned->answer.sentence, Contains("CC 20 (endless) -> vibrato"));
}

TEST_CASE("A knob that turns out to count finely takes its other parameters along") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "box");
  studio.learn(studio.box, 16, target_of(ParameterId::kPan));
  studio.desk.learn(kVibratoOfAll, studio.now);
  studio.send(studio.box, fine_sweep(1, 16, 0, 6000, 50));
  REQUIRE(studio.learned);
  CHECK(studio.desk.list() ==
        std::vector<std::string>{"box: channel 1 CC 16 (14 bit) -> pan -1 to 1, all parts, pickup",
                                 "box: channel 1 CC 16 (14 bit) -> vibrato 0 to 100 cent, all parts, pickup"});
}

TEST_CASE("What cannot be learned says why and leaves everything as it was") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "box");
  studio.learn(studio.box, 48, target_of(ParameterId::kPan));
  studio.desk.learn(kVibratoOfAll, studio.now);
  studio.send(studio.box, fine_sweep(1, 16, 0, 6000, 50));
  REQUIRE(studio.learned);
  CHECK_FALSE(studio.learned->answer.done);
  CHECK(studio.learned->answer.sentence == "CC 16 was not learned: CC 48 is the fine half of CC 16");
  CHECK(studio.desk.list().size() == 1);
}

TEST_CASE("Pads step the setlist, and learn by themselves") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "pads");
  studio.desk.learn(target_of(ControlAction::kSetlistNext), studio.now);
  studio.send(studio.box, {note_on(10, 36, 90), note_off(10, 36)});
  studio.wait(6);
  REQUIRE(studio.learned);
  CHECK(studio.desk.list()[0] == "pads: channel 10 note 36 -> setlist next");
  (void)studio.events(studio.box);
  studio.send(studio.box, {note_on(10, 36, 90), note_off(10, 36)});
  REQUIRE(studio.presses.size() == 1);
  CHECK(studio.presses[0].action == ControlAction::kSetlistNext);
  CHECK(studio.events(studio.box).empty());

  studio.desk.learn(target_of(ControlAction::kLearn), studio.now);
  studio.send(studio.box, {note_on(10, 37, 90), note_off(10, 37)});
  studio.wait(6);
  studio.learned.reset();
  studio.send(studio.box, {note_on(10, 37, 90), note_off(10, 37)});
  CHECK(studio.said.back() == "touch the parameter that a control is to move");
  studio.present.touch(
      {.kind = EventKind::kControl, .part = kAllParts, .index = std::uint8_t(ParameterId::kX), .value = 0});
  studio.tick();
  studio.send(studio.box, {note_on(10, 37, 90), note_off(10, 37)});  // the pad itself cannot be meant
  studio.wait(6);
  REQUIRE(studio.learned);  // who asked before is told that it came to nothing
  CHECK(studio.learned->answer.sentence == "something else is being learned now");
  CHECK_FALSE(studio.learned->answer.done);
}

TEST_CASE("Panic works while somebody learns, and is not learned") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "pads");
  studio.desk.learn(target_of(ControlAction::kPanic), studio.now);
  studio.send(studio.box, {note_on(10, 38, 90), note_off(10, 38)});
  studio.wait(6);
  REQUIRE(studio.learned);
  (void)studio.events(studio.box);
  studio.learned.reset();
  studio.desk.learn(kVibratoOfAll, studio.now);
  studio.tick();
  studio.send(studio.box, {note_on(10, 38, 90), note_off(10, 38)});
  CHECK(studio.events(studio.box).at(0).kind == EventKind::kPanic);
  studio.wait(6);
  CHECK_FALSE(studio.learned);
}

TEST_CASE("The file may be written while the instrument plays") {
  const TempFolder folder;
  const std::string path = folder / "c.json";
  Studio studio(path);
  studio.desk.plug(studio.box.controls(), "box");
  studio.tick();
  write_file(path, std::string_view(R"({"seaglass_controllers": 1, "devices": [{"device": "box", "controls": [
    {"channel": 1, "control": "CC 21", "parameter": "vibrato", "takeover": "jump"},
    {"channel": 1, "control": "CC 22", "parameter": "wibrato"}]}]})"));
  studio.wait(60);
  REQUIRE(studio.said.size() == 1);
  CHECK_THAT(studio.said[0], Contains("box, entry 2: 'wibrato' is no parameter"));
  studio.send(studio.box, {cc(1, 21, 127)});
  CHECK(studio.events(studio.box).at(0).value == 100);
  // Learning adds to it, and what was not understood stays.
  studio.learn(studio.box, 30, target_of(ParameterId::kPan));
  const auto bytes = read_file(path, kMaxControllerFile);
  CHECK_THAT(std::string(bytes.begin(), bytes.end()), Contains("wibrato") && Contains("CC 30") && Contains("CC 21"));
}

TEST_CASE("The monitor shows every move when it is asked to") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "nanoKONTROL2");
  studio.send(studio.box, {cc(1, 1, 127)});
  CHECK(studio.moves.empty());
  studio.desk.monitor(true);
  studio.send(studio.box, {cc(1, 1, 127)});
  CHECK(studio.moves == std::vector<std::string>{"nanoKONTROL2 channel 1 CC 1 = 127 -> vibrato 100 cent, part 1"});
}

TEST_CASE("A lit controller follows what others do, and its own hand is left alone") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "box");
  studio.learn(studio.box, 21, kVibratoOfAll);
  CHECK(studio.lights.empty());  // the hand is still on it
  studio.wait(8);
  REQUIRE(studio.lights.size() == 1);
  CHECK(studio.lights[0].input == &studio.box.controls());
  CHECK(studio.lights[0].messages == std::vector<MidiBytes>{{0xb0, 21, 0}});
  studio.present.follow(
      {.kind = EventKind::kControl, .part = kAllParts, .index = std::uint8_t(ParameterId::kVibrato), .value = 100});
  studio.tick();
  REQUIRE(studio.lights.size() == 2);
  CHECK(studio.lights[1].messages == std::vector<MidiBytes>{{0xb0, 21, 127}});
}

TEST_CASE("Moves that came too fast to be shown are told") {
  const TempFolder folder;
  Studio studio(folder / "c.json");
  studio.desk.plug(studio.box.controls(), "box");
  Stream flood;
  for (int i = 0; i < 5000; i++) flood.push_back(cc(1, 21, i % 128));
  studio.send(studio.box, flood);
  REQUIRE(studio.said.size() == 1);
  CHECK_THAT(studio.said[0], Contains("box: ") && Contains("moves were not shown"));
}

TEST_CASE("What a control does to its parameter is changed without a text editor, and stays") {
  const TempFolder folder;
  const std::string path = folder / "controllers.json";
  {
    Studio studio(path);
    studio.desk.plug(studio.box.controls(), "box");
    studio.learn(studio.box, 21, kVibratoOfAll);
    const Target vibrato = kVibratoOfAll;
    CHECK(studio.desk.change(vibrato, "high", 40.0).sentence == "box: channel 1 CC 21 -> vibrato 0 to 40 cent, all parts, pickup");
    CHECK(studio.desk.change(vibrato, "inverted", 1.0).sentence == "box: channel 1 CC 21 -> vibrato 0 to 40 cent, all parts, inverted, pickup");
    CHECK(studio.desk.change(vibrato, "takeover", "jump").done);
    CHECK(studio.desk.change(vibrato, "low", 50.0).done == false);  // above the high end
    CHECK(studio.desk.change(vibrato, "curve", "bent").done == false);
    CHECK_THAT(studio.desk.change(vibrato, "colour", 3.0).sentence, Contains("'colour' is none of low, high,"));
    CHECK(studio.desk.change(target_of(ParameterId::kPan), "high", 1.0).sentence == "no control is for pan, all parts; learn one first");
    (void)studio.events(studio.box);
    studio.send(studio.box, {cc(1, 21, 127)});
    const auto moved = studio.events(studio.box);
    REQUIRE(moved.size() == 1);
    CHECK(moved[0].value == 0);  // inverted, and it jumps
    studio.desk.unplug(studio.box.controls());
  }
  Studio tomorrow(path);
  REQUIRE(tomorrow.desk.list() == std::vector<std::string>{"box: channel 1 CC 21 -> vibrato 0 to 40 cent, all parts, inverted, jump"});
}
