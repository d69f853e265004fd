// What a performer can have done over OSC while the instrument plays: patches, snapshots, setlists, recordings, journals.

#include <cstdlib>

#include "engine/parameter.h"
#include "tests/program/files.h"
#include "tests/program/osc_talk.h"
#include "tests/program/playing.h"
#include "tests/program/sound.h"

using namespace seaglass::test;

namespace {

// An instrument with a performer's folder of its own.
struct Evening {
  explicit Evening(Words options = {}) : own((setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1), folder / "mine")),
                                         playing(Playing::deaf(std::move(options))), talk(playing.port()) {}

  // Comes true within a moment.
  bool reads(const std::string& address, const std::string& value) const {
    return comes_true([&] { return talk.ask(osc_message(address)) == address + " " + value; });
  }

  TempFolder folder;
  std::string own;
  Playing playing;
  OscTalk talk;
};

// Hears so many answers.
std::vector<std::string> answers(const OscTalk& talk, std::size_t count) {
  std::vector<std::string> all;
  (void)comes_true([&] {
    for (auto& text : talk.hear()) all.push_back(text);
    return all.size() >= count;
  });
  return all;
}

Json kept(const Evening& e, const std::string& name) { return Json::parse(bytes_of(e.own + "/snapshots.json"))["snapshots"][name]; }

bool starts(const std::string& text, const std::string& with) { return text.rfind(with, 0) == 0; }

}  // namespace

TEST_CASE("A patch is loaded, kept ready, crossed over to, and refused with a reason") {
  const Evening e;
  CHECK(e.talk.ask(osc_message("/patch/swap")) == "/fail /patch/swap no patch is ready; /patch/load loads one");
  CHECK(e.talk.ask(osc_message("/patch/load", {"drums"})) == "/done /patch/load drums");
  CHECK(e.reads("/patch/name", "main"));
  CHECK(e.talk.ask(osc_message("/patch/swap")) == "/done /patch/swap drums");
  CHECK(e.reads("/patch/name", "drums"));
  CHECK(e.talk.ask(osc_message("/patch/morph", {"main", 0.5f})) == "/done /patch/morph main");
  CHECK(e.reads("/part/1/place", "cello"));
  CHECK(starts(e.talk.ask(osc_message("/patch", {"../../../etc/passwd"})), "/fail /patch "));
  CHECK(starts(e.talk.ask(osc_message("/patch", {"no such"})), "/fail /patch no such: no such patch"));
  CHECK(e.talk.ask(osc_message("/lead", {"slow"})) == "/fail /lead expects fast or safe");
}

TEST_CASE("A patch saved as it is set opens as it was, here and in every command") {
  const Evening e;
  e.talk.say(osc_message("/part/2/place", {"flute"}));
  e.talk.say(osc_message("/part/2/vibrato", {40}));
  e.talk.say(osc_message("/part/1/x", {0.25f}));
  REQUIRE(e.reads("/part/2/vibrato", "40"));
  const std::string done = e.talk.ask(osc_message("/patch/save", {"my flute"}));
  REQUIRE(done == "/done /patch/save " + e.own + "/patches/my flute.glass");
  e.talk.say(osc_message("/part/2/vibrato", {0}));
  e.talk.say(osc_message("/part/2/place", {"cello"}));
  REQUIRE(e.reads("/part/2/place", "cello"));
  CHECK(e.talk.ask(osc_message("/patch", {"my flute"})) == "/done /patch my flute");
  CHECK(e.reads("/part/2/place", "flute"));
  CHECK(e.reads("/part/2/vibrato", "40"));
  CHECK(e.reads("/part/1/x", "0.25"));
  // Saved again under its name, twice: the one before stays, whatever was played on it.
  const std::string before = bytes_of(e.own + "/patches/my flute.glass");
  for (const int vibrato : {55, 60}) {
    e.talk.say(osc_message("/part/2/vibrato", {vibrato}));
    CHECK(e.reads("/part/2/vibrato", std::to_string(vibrato)));
    CHECK(e.talk.ask(osc_message("/patch/save", {"my flute"})) == done);
  }
  CHECK(bytes_of(e.own + "/patches/my flute-2.glass") == before);
  CHECK(exists(e.own + "/patches/my flute-3.glass"));
  CHECK(e.talk.ask(osc_message("/patch", {"my flute"})) == "/done /patch my flute");
  CHECK(e.reads("/part/2/vibrato", "60"));
  CHECK(starts(e.talk.ask(osc_message("/patch/save", {"../x"})), "/fail /patch/save '../x' is not a plain file name"));

  const Ended inspected = instrument({"inspect", "my flute", "--json"});
  REQUIRE(inspected.code == 0);
  CHECK(Json::parse(inspected.out)["provenance"].size() > 100);
}

TEST_CASE("Snapshots come back at once, gliding, and after the instrument was closed") {
  TempFolder files;
  const std::string snapshots = files / "snapshots.json";
  {
    const Evening e({"--snapshots", snapshots});
    CHECK(e.talk.ask(osc_message("/snapshot/recall", {"a"})) == "/fail /snapshot/recall no snapshot is called a");
    e.talk.say(osc_message("/control/vibrato", {20}));
    e.talk.say(osc_message("/part/3/place", {"organ"}));
    REQUIRE(e.reads("/part/3/place", "organ"));
    CHECK(e.talk.ask(osc_message("/snapshot/store", {"a"})) == "/done /snapshot/store a");
    e.talk.say(osc_message("/control/vibrato", {80}));
    e.talk.say(osc_message("/part/3/place", {"flute"}));
    REQUIRE(e.reads("/part/3/place", "flute"));
    CHECK(e.talk.ask(osc_message("/snapshot/store", {2})) == "/done /snapshot/store 2");
    CHECK(e.talk.ask(osc_message("/snapshot/list")) == "/done /snapshot/list 2 a");

    CHECK(e.talk.ask(osc_message("/snapshot/recall", {"a"})) == "/done /snapshot/recall a");
    CHECK(e.reads("/part/7/vibrato", "20"));
    CHECK(e.reads("/part/3/place", "organ"));
    CHECK(e.talk.ask(osc_message("/snapshot/recall", {2, 1.0f})) == "/done /snapshot/recall 2");
    // On the way: between the two, never back.
    double last = 20;
    bool between = false;
    const bool arrived = comes_true([&] {
      const double now = std::stod(e.talk.ask(osc_message("/part/7/vibrato")).substr(15));
      CHECK(now >= last - 1e-6);
      between = between || (now > 25 && now < 75);
      last = now;
      return now == 80;
    });
    CHECK(between);
    CHECK(arrived);
    CHECK(e.reads("/part/3/place", "flute"));
    CHECK(e.reads("/part/3/morph", "0"));
  }
  {
    const Evening e({"--snapshots", snapshots});
    CHECK(e.talk.ask(osc_message("/patch", {"drums"})) == "/done /patch drums");
    CHECK(e.talk.ask(osc_message("/snapshot/recall", {"a"})) == "/done /snapshot/recall a");  // brings its patch back
    CHECK(e.reads("/patch/name", "main"));
    CHECK(e.reads("/part/3/place", "organ"));
    CHECK(e.reads("/part/7/vibrato", "20"));
    CHECK(e.talk.ask(osc_message("/snapshot/delete", {"a"})) == "/done /snapshot/delete a");
    CHECK(e.talk.ask(osc_message("/snapshot/list")) == "/done /snapshot/list 2");
  }
  write_bytes(snapshots, "{ damaged");
  const auto start = [&] {
    return instrument({"play", "--device", "none", "--midi", "none", "--snapshots", snapshots, "--osc-port", std::to_string(free_port())});
  };
  check_refusal(start(), 3, "holds no snapshots");
  CHECK(bytes_of(snapshots) == "{ damaged");
  write_bytes(snapshots, R"({"seaglass_snapshots": "1", "snapshots": {}})");
  check_refusal(start(), 3, "holds no snapshots of this version");
  write_bytes(snapshots, R"({"seaglass_snapshots": 1, "snapshots": {"a": {"patch": "main", "settings": )" + std::string(1'000'000, '['));
  check_refusal(start(), 3, "nested too deeply");
}

TEST_CASE("Nobody has to wait between what is set and what is kept of it, or between two recalls") {
  const std::string lead = GENERATE("fast", "safe");
  const Evening e({"--lead", lead});
  const auto vibrato_of = [&](const std::string& name) { return kept(e, name)["settings"][0]["values"]["vibrato"]; };
  for (int i = 1; i <= 20; i++) {
    const std::string name = "s" + std::to_string(i);
    e.talk.say(osc_message("/control/vibrato", {i}));
    REQUIRE(e.talk.ask(osc_message("/snapshot/store", {name.c_str()})) == "/done /snapshot/store " + name);
    CHECK(vibrato_of(name) == i);
  }
  for (int i = 1; i <= 3; i++) {
    e.talk.say(osc_message("/control/vibrato", {30 + i}));
    const std::string name = "now" + std::to_string(i), done = e.talk.ask(osc_message("/patch/save", {name.c_str()}));
    CHECK(starts(done, "/done /patch/save"));
    CHECK(bytes_of(e.own + "/patches/" + name + ".glass").find("\\\"vibrato\\\":" + std::to_string(30 + i)) != std::string::npos);
  }
  // The last of two recalls is what is heard, though the first has not happened when the second comes.
  e.talk.say(osc_message("/part/3/place", {"flute"}));
  e.talk.say(osc_message("/control/vibrato", {80}));
  REQUIRE(starts(e.talk.ask(osc_message("/snapshot/store", {"b"})), "/done"));
  for (int i = 0; i < 5; i++) {
    e.talk.say(osc_message("/snapshot/recall", {"s7"}));
    e.talk.say(osc_message("/snapshot/recall", {"b"}));
    e.talk.say(osc_message("/snapshot/store", {"now"}));
    CHECK(answers(e.talk, 3) == std::vector<std::string>{"/done /snapshot/recall s7", "/done /snapshot/recall b", "/done /snapshot/store now"});
    CHECK(kept(e, "now") == kept(e, "b"));
  }
}

TEST_CASE("A state that is kept right after a change of patch is the new patch's") {
  const Evening e;
  e.talk.say(osc_message("/place", {"organ"}));
  e.talk.say(osc_message("/patch", {"drums"}));
  e.talk.say(osc_message("/snapshot/store", {"soon"}));
  CHECK(answers(e.talk, 2) == std::vector<std::string>{"/done /patch drums", "/done /snapshot/store soon"});
  wait_seconds(0.5);
  REQUIRE(starts(e.talk.ask(osc_message("/snapshot/store", {"later"})), "/done"));
  CHECK(kept(e, "soon") == kept(e, "later"));
  // And back, and forth, with all said at once.
  e.talk.say(osc_message("/patch/load", {"main"}));
  e.talk.say(osc_message("/patch/swap"));
  e.talk.say(osc_message("/snapshot/recall", {"soon"}));
  e.talk.say(osc_message("/snapshot/store", {"again"}));
  CHECK(answers(e.talk, 4).size() == 4);
  CHECK(kept(e, "again") == kept(e, "later"));
}

TEST_CASE("A glide ends where another patch begins") {
  const Evening e;
  const auto number = [&](const std::string& address) { return std::stod(e.talk.ask(osc_message(address)).substr(address.size() + 1)); };
  e.talk.say(osc_message("/place", {"organ"}));
  REQUIRE(starts(e.talk.ask(osc_message("/snapshot/store", {"verse"})), "/done"));
  e.talk.say(osc_message("/place", {"flute"}));
  e.talk.say(osc_message("/control/vibrato", {100}));
  for (const double seconds : {20.0, 0.3}) {
    REQUIRE(starts(e.talk.ask(osc_message("/patch/load", {"drums"})), "/done"));
    REQUIRE(starts(e.talk.ask(osc_message("/snapshot/recall", {"verse", float(seconds)})), "/done"));
    wait_seconds(0.25);
    REQUIRE(starts(e.talk.ask(osc_message("/patch/swap")), "/done"));
    REQUIRE(starts(e.talk.ask(osc_message("/snapshot/store", {"first"})), "/done"));
    const double vibrato = number("/control/vibrato");
    CHECK(vibrato < 100);
    wait_seconds(0.5);
    REQUIRE(starts(e.talk.ask(osc_message("/snapshot/store", {"then"})), "/done"));
    CHECK(kept(e, "then") == kept(e, "first"));
    CHECK(number("/control/vibrato") == vibrato);
    REQUIRE(starts(e.talk.ask(osc_message("/patch", {"main"})), "/done"));
    e.talk.say(osc_message("/place", {"flute"}));
    e.talk.say(osc_message("/control/vibrato", {100}));
  }
}

TEST_CASE("A glide to another place says where it goes before it goes there, whatever the delay") {
  const Evening e({"--lead", "safe"});
  e.talk.say(osc_message("/part/3/place", {"organ"}));
  REQUIRE(starts(e.talk.ask(osc_message("/snapshot/store", {"a"})), "/done"));
  e.talk.say(osc_message("/part/3/place", {"flute"}));
  REQUIRE(starts(e.talk.ask(osc_message("/snapshot/recall", {"a", 0.3f})), "/done"));
  CHECK(e.reads("/part/3/place", "organ"));
  const std::string done = e.talk.ask(osc_message("/journal/save", {"way"}));
  REQUIRE(starts(done, "/done /journal/save "));
  std::istringstream lines(bytes_of(done.substr(20)));
  std::int64_t said = -1, went = -1;
  int steps = 0;
  for (std::string line; std::getline(lines, line);) {
    const Json event = Json::parse(line);
    if (event.value("is", "") != "control" || event["part"] != 2) continue;
    const std::int64_t at = event["at"];
    if (event["index"] == int(seaglass::ParameterId::kMorphTo) && said < 0) said = at;
    if (event["index"] == int(seaglass::ParameterId::kMorph) && event["value"] > 0) went = went < 0 ? at : went, steps++;
  }
  CHECK(steps > 20);
  CHECK(said >= 0);
  CHECK(said < went);
}

TEST_CASE("A patch that comes in slowly makes way for the next") {
  const Evening e;
  CHECK(e.talk.ask(osc_message("/patch/morph", {"drums", 60})) == "/done /patch/morph drums");
  CHECK(e.talk.ask(osc_message("/patch", {"main"})) == "/done /patch main");
  // What is kept is kept of the patch that plays, so this waits for it.
  CHECK(e.talk.ask(osc_message("/snapshot/store", {"main"})) == "/done /snapshot/store main");
}

TEST_CASE("A setlist in the current folder finds the patches beside it") {
  const TempFolder folder;
  std::filesystem::copy_file(patch_path(), folder / "mine.glass");
  write_bytes(folder / "evening.txt", "mine\nmain\n");
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(folder / ".");
  const Evening e({"--setlist", "evening.txt"});
  std::filesystem::current_path(here);
  CHECK(e.talk.ask(osc_message("/setlist/go", {2})) == "/done /setlist/go 2 main");
  CHECK(e.talk.ask(osc_message("/setlist/go", {1})) == "/done /setlist/go 1 mine");
}

TEST_CASE("A setlist goes from entry to entry, and says where it is") {
  TempFolder files;
  const std::string list = files / "evening.txt", snapshots = files / "snapshots.json";
  {
    const Evening e({"--snapshots", snapshots});
    e.talk.say(osc_message("/control/vibrato", {33}));
    e.talk.say(osc_message("/control/drift", {0}));
    REQUIRE(e.talk.ask(osc_message("/snapshot/store", {"verse"})) == "/done /snapshot/store verse");
  }
  write_bytes(list, "# an evening\nmain\nmain / verse / 0.2\n\ndrums\n");
  const Evening e({"--setlist", list, "--snapshots", snapshots});
  CHECK(e.reads("/setlist/position", "1 main main / verse"));
  CHECK(e.reads("/control/vibrato", "0"));
  CHECK(e.talk.ask(osc_message("/setlist/previous")) == "/fail /setlist/previous this is the first entry");
  CHECK(e.talk.ask(osc_message("/setlist/next", {1})) == "/done /setlist/next 2 main / verse");  // a button,
  CHECK(e.talk.ask(osc_message("/setlist/next", {0})) == "/done /setlist/next");                   // let go
  CHECK(e.reads("/control/vibrato", "33"));
  CHECK(e.talk.ask(osc_message("/setlist/next")) == "/done /setlist/next 3 drums");
  CHECK(e.reads("/patch/name", "drums"));
  CHECK(e.talk.ask(osc_message("/setlist/next")) == "/fail /setlist/next this is the last entry");
  CHECK(e.talk.ask(osc_message("/setlist/go", {1})) == "/done /setlist/go 1 main");
  CHECK(e.reads("/patch/name", "main"));
  CHECK(e.talk.ask(osc_message("/setlist/go", {9})) == "/fail /setlist/go the setlist has 3 entries");

  // What cannot be played is said at once, and is no wall.
  std::filesystem::create_directories(e.own + "/setlists");
  write_bytes(e.own + "/setlists/holes.txt", "main\nmain / nosuch\nnosuch\ndrums\n");
  const std::string first = "entry 2 (main / nosuch): no snapshot is called nosuch", second = "entry 3 (nosuch): nosuch: no such patch";
  CHECK(starts(e.talk.ask(osc_message("/setlist/load", {"holes"})), "/done /setlist/load 1 main " + first + " " + second));
  CHECK(e.talk.ask(osc_message("/setlist/next")) == "/fail /setlist/next " + first + "; the next step goes past it");
  CHECK(e.reads("/setlist/position", "1 main main / nosuch"));
  CHECK(starts(e.talk.ask(osc_message("/setlist/next")), "/fail /setlist/next " + second));
  CHECK(e.talk.ask(osc_message("/setlist/next")) == "/done /setlist/next 4 drums");

  // A first entry that says how things stand, and some stand at zero.
  write_bytes(list, "main / verse\ndrums\n");
  const Evening other({"--setlist", list, "--snapshots", snapshots});
  CHECK(other.reads("/control/vibrato", "33"));
  CHECK(other.reads("/control/drift", "0"));

  write_bytes(list, "main / verse / soon\n");
  check_refusal(instrument({"play", "--device", "none", "--midi", "none", "--setlist", list, "--osc-port", std::to_string(free_port())}), 3,
                "line 1: the seconds must be a number");
}

TEST_CASE("What was played is recorded from any moment on, and kept afterwards, bit for bit") {
  const Evening e({"--lead", "safe"});
  CHECK(e.talk.ask(osc_message("/record/stop")) == "/fail /record/stop no recording is running");
  e.talk.say(osc_message("/note/on", {1, 60, 0.8f}));
  wait_seconds(0.3);
  const std::string wav = e.own + "/recordings/take.wav";
  CHECK(e.talk.ask(osc_message("/record/start", {"take"})) == "/done /record/start " + wav);
  CHECK(starts(e.talk.ask(osc_message("/record/start", {"other"})), "/fail /record/start a recording is running already"));
  e.talk.say(osc_message("/note/on", {2, 67, 0.8f}));
  wait_seconds(0.5);
  e.talk.say(osc_message("/note/off", {1}));
  wait_seconds(0.3);
  CHECK(e.talk.ask(osc_message("/record/stop")) == "/done /record/stop " + wav);
  const std::string journal = e.own + "/journals/evening.journal";
  CHECK(e.talk.ask(osc_message("/journal/save", {"evening"})) == "/done /journal/save " + journal);
  const std::string first = bytes_of(journal);
  CHECK(e.talk.ask(osc_message("/journal/save", {"evening"})) == "/done /journal/save " + e.own + "/journals/evening-2.journal");
  CHECK(bytes_of(journal) == first);
  // A second take of that name is another file, and a button's press needs no name.
  const std::string take = bytes_of(wav);
  CHECK(e.talk.ask(osc_message("/record/start", {"take"})) == "/done /record/start " + e.own + "/recordings/take-2.wav");
  CHECK(e.talk.ask(osc_message("/record/start", {0})) == "/done /record/start");
  CHECK(starts(e.talk.ask(osc_message("/record/stop", {1})), "/done /record/stop " + e.own + "/recordings/take-2.wav"));
  CHECK(starts(e.talk.ask(osc_message("/record/start", {1})), "/done /record/start " + e.own + "/recordings/seaglass-"));
  CHECK(starts(e.talk.ask(osc_message("/record/stop")), "/done /record/stop " + e.own + "/recordings/seaglass-"));
  CHECK(bytes_of(wav) == take);
  CHECK(starts(e.talk.ask(osc_message("/journal/save", {"a/b"})), "/fail /journal/save 'a/b' is not a plain file name"));

  // The recording is a piece of the replay, to the bit.
  const std::string again = e.folder / "again.wav";
  const Ended replayed = instrument({"replay", journal, "-o", again, "--as-heard"});
  INFO(replayed.err);
  REQUIRE(replayed.code == 0);
  const Sound part = read_sound(wav), whole = read_sound(again);
  REQUIRE(part.frames() > 30000);
  REQUIRE(part.peak() > 0.01f);
  const auto found = std::search(whole.samples.begin(), whole.samples.end(), part.samples.begin(), part.samples.end());
  CHECK(found != whole.samples.end());
}

TEST_CASE("Every parameter of the registry is set and read over OSC, by part and for all") {
  const Evening e;
  for (const seaglass::Parameter& p : seaglass::parameters()) {
    const std::string name(p.name);
    INFO(name);
    const auto number = [](float value) {
      char text[32];
      std::snprintf(text, sizeof text, "%g", double(value));
      return std::string(text);
    };
    e.talk.say(osc_message("/control/" + name, {p.max}));
    CHECK(e.reads("/part/16/" + name, number(p.max)));
    CHECK(e.reads("/control/" + name, number(p.max)));
    e.talk.say(osc_message("/part/2/" + name, {p.min}));
    CHECK(e.reads("/part/2/" + name, number(p.min)));
    const bool of_all = p.id == seaglass::ParameterId::kGain;  // the whole instrument's
    CHECK(e.reads("/part/3/" + name, number(of_all ? p.min : p.max)));
  }
  CHECK(e.talk.ask(osc_message("/status/osc/rejected")) == "/status/osc/rejected 0");
}

TEST_CASE("Sounding voices are shaped by number and by pattern, and heard to be") {
  Evening e({"--place", "flute"});
  for (const int key : {60, 64, 67}) e.talk.say(osc_message("/note/on", {key, key, 0.7f}));
  CHECK(comes_true([&] { return e.talk.ask(osc_message("/voice/3/pitch")) == "/voice/3/pitch 67"; }));
  e.talk.say(osc_message("/voice/*/pan", {-1}));
  e.talk.say(osc_message("/voice/{1,3}/pitch", {72.5f}));
  CHECK(e.reads("/voice/1/pitch", "72.5"));
  CHECK(e.reads("/voice/3/pitch", "72.5"));
  CHECK(e.reads("/voice/2/pitch", "64"));
  CHECK(e.talk.ask(osc_message("/record/start", {"voices"})).find("/done") == 0);
  wait_seconds(0.6);
  CHECK(e.talk.ask(osc_message("/record/stop")).find("/done") == 0);
  const Sound sound = read_sound(e.own + "/recordings/voices.wav");
  std::vector<float> right(sound.frames());
  for (std::size_t i = 0; i < right.size(); i++) right[i] = sound.samples[2 * i + 1];
  const auto left = sound.left();
  const auto level = [](const std::vector<float>& x) {
    double sum = 0;
    for (const float v : x) sum += double(v) * double(v);
    return std::sqrt(sum / double(x.size()));
  };
  CHECK(level(left) > 0.01);
  CHECK(level(right) < level(left) / 100);
  CHECK(stands_out(&left[4800], 12000, 72.5, 48000) > 10);
  CHECK(stands_out(&left[4800], 12000, 64, 48000) > 10);
}
