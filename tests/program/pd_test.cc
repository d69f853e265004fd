// The Pure Data abstractions of patches/clients, run by pd against the instrument that plays.


#include "tests/left_out/left_out.h"
#include "tests/program/client_stage.h"

using namespace seaglass::test;

namespace {

constexpr int kRate = 48000;
const std::string kFolder = SEAGLASS_TEST_DATA "/../../patches/clients/pd";

// A patch that loads the abstractions and sends each message at its time.
struct PdPatch {
  struct Step {
    int ms;
    std::string message;
    int to, inlet = 0;  // object number
  };
  std::string text(const std::vector<std::string>& objects, const std::vector<Step>& steps) const {
    std::string patch = "#N canvas 0 0 450 300 12;\n#X obj 0 0 loadbang;\n", wires;
    for (const auto& o : objects) patch += "#X obj 0 0 " + o + ";\n";
    int next = 1 + int(objects.size());
    for (const Step& s : steps) {
      patch += "#X obj 0 0 delay " + std::to_string(s.ms) + ";\n#X msg 0 0 " + s.message + ";\n";
      wires += "#X connect 0 0 " + std::to_string(next) + " 0;\n#X connect " + std::to_string(next) + " 0 " +
               std::to_string(next + 1) + " 0;\n";
      if (s.to > 0) wires += "#X connect " + std::to_string(next + 1) + " 0 " + std::to_string(s.to) + " " + std::to_string(s.inlet) + ";\n";
      next += 2;
    }
    return patch + wires;
  }
};

bool pd_missing() {
  if (installed("pd")) return false;
  LEFT_OUT("pd (package puredata-core) is not installed");
  return true;
}

Words pd_words(const std::string& patch) {
  return {"pd", "-nogui", "-nosound", "-nomidi", "-noprefs", "-path", kFolder, "-open", patch};
}

}  // namespace

TEST_CASE("Pure Data plays, shapes and lets go of notes through the abstractions") {
  if (pd_missing()) return;
  ClientStage stage("cello");
  const std::vector<std::string> objects = {"sg 127.0.0.1 " + std::to_string(stage.playing.port()), "sg.note 2", "sg.set pitch",
                                            "sg.control brightness"};
  enum { kSg = 1, kNote, kSet, kControl };
  const int id = 2 * 100000 + 6050;
  write_bytes(stage.folder / "play.pd",
              PdPatch{}.text(objects, {{300, "place flute", kSg},
                                       {600, "60.5 0.8", kNote},
                                       {900, std::to_string(id), kSet, 1},
                                       {1200, "67", kSet},
                                       {1250, "3", kControl},
                                       {1700, "60.5 0", kNote},
                                       {2100, "control drift 0", kSg},
                                       {2200, "panic", kSg}}));
  const Process pd(pd_words(stage.folder / "play.pd"));
  stage.play(pd, 7);

  const auto on = stage.applied("note_on"), off = stage.applied("note_off"), set = stage.applied("note_set");
  REQUIRE((on.size() == 1 && off.size() == 1 && set.size() == 1));
  CHECK(on[0]["id"] == id);
  CHECK(on[0]["part"] == 1);
  CHECK(on[0]["value"] == 60.5);
  CHECK(set[0]["id"] == id);
  CHECK(set[0]["value"] == 67);
  CHECK(off[0]["id"] == id);
  CHECK(stage.applied("control").size() == 2);
  CHECK(stage.applied("place").size() == 1);
  CHECK(stage.applied("panic").size() == 1);
  const Sound sound = read_sound(stage.wav);
  const auto x = sound.mono();
  CHECK(stands_out(&x[set[0]["at"].get<std::size_t>() + kRate / 10], kRate / 4, 67, kRate) > 10);
}

TEST_CASE("Pure Data reads the beat and the time, which go on") {
  if (pd_missing()) return;
  ClientStage stage("piano");
  const std::vector<std::string> objects = {"sg 127.0.0.1 " + std::to_string(stage.playing.port()), "sg.meter 50 /transport/beat", "print beat",
                                            "sg.meter 50 /status/time", "print time"};
  enum { kSg = 1, kBeat, kPrintBeat, kTime, kPrintTime };
  write_bytes(stage.folder / "watch.pd",
              PdPatch{}.text(objects, {{300, "/transport/start", kSg}, {400, "1", kBeat}, {400, "1", kTime}}) +
                  "#X connect 2 0 3 0;\n#X connect 4 0 5 0;\n");
  Words words = pd_words(stage.folder / "watch.pd");
  words.insert(words.begin() + 1, "-stderr");
  const Process pd(words);
  for (const std::string name : {"beat: ", "time: "}) {
    std::vector<double> values;
    (void)comes_true([&] {
      values.clear();
      std::istringstream said(pd.err());
      for (std::string line; std::getline(said, line) && !said.eof();)
        if (line.starts_with(name)) values.push_back(std::atof(line.c_str() + name.size()));
      return values.size() >= 40;
    });
    INFO(name << pd.err());
    REQUIRE(values.size() >= 40);
    CHECK(std::is_sorted(values.begin(), values.end()));
    CHECK(values.back() > values.front() + 0.5);
  }
  stage.playing.stop();
}

TEST_CASE("The help patches open without a word of complaint") {
  if (pd_missing()) return;
  int opened = 0;
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) {
    if (!file.path().filename().string().ends_with("-help.pd")) continue;
    opened++;
    Process pd({"pd", "-nogui", "-nosound", "-nomidi", "-noprefs", "-path", kFolder, "-open", file.path(), "-send", "; pd quit"});
    INFO(file.path() << ": " << pd.err());
    CHECK(pd.wait(20) == 0);
    CHECK(pd.err().empty());
  }
  CHECK(opened == 8);
}
