// The SuperCollider classes of patches/clients, compiled and run by sclang against the instrument that plays: what a pattern
// asks for is heard, at the samples that its time tags name.

#include <cstdlib>
#include <map>
#include <set>

#include "tests/program/client_stage.h"

using namespace seaglass::test;

namespace {

constexpr int kRate = 48000;

struct Sclang {
  Sclang(const TempFolder& folder, const std::string& program) {
    write_bytes(folder / "conf.yaml", "includePaths:\n    - " SEAGLASS_TEST_DATA "/../../patches/clients/supercollider/Seaglass\nexcludePaths: []\n");
    write_bytes(folder / "play.scd", program);
    const std::string home = folder / "";
    process = std::make_unique<Process>(Words{
        "env", "HOME=" + home, "XDG_RUNTIME_DIR=" + home, "QT_QPA_PLATFORM=offscreen", "QTWEBENGINE_DISABLE_SANDBOX=1",
        "QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox", "sclang", "-l", folder / "conf.yaml", folder / "play.scd"});
  }
  std::unique_ptr<Process> process;
};

std::string connect(const ClientStage& stage) {
  return "Seaglass.connect(\"127.0.0.1\", " + std::to_string(stage.playing.port()) + ")";
}

bool sclang_missing() {
  if (installed("sclang")) return false;
  WARN("left out: sclang (package supercollider-language) is not installed");
  return true;
}

}  // namespace

TEST_CASE("A Pbind of sixteen notes at once: each chord on one sample, chords where the clock has them") {
  if (sclang_missing()) return;
  constexpr int kChords = 8, kNotes = 16, kGap = kRate / 2;
  ClientStage stage("piano");
  const Sclang sclang(stage.folder, connect(stage) +
                 ";\nPbind(\\type, \\seaglass, \\midinote, (36, 39 .. 81), \\dur, 1, \\sustain, 0.4, \\amp, Pseq([0.05], " +
                 std::to_string(kChords) + ")).play(TempoClock(2));\n");
  stage.play(*sclang.process, 2 * kChords * kNotes);

  std::map<long, int> chords;
  std::set<double> keys;
  for (const Json& on : stage.applied("note_on")) {
    chords[on["at"].get<long>()]++;
    keys.insert(std::round(on["value"].get<double>() * 1000) / 1000);
    CHECK(std::abs(on["value2"].get<double>() - (20 * std::log10(0.05) / 40 + 1)) < 1e-4);  // 4 dB for each tenth
  }
  // A time tag is turned into a sample by clocks that are read apart: one sample to either side.
  std::vector<long> starts;
  int notes = 0;
  for (const auto& [at, count] : chords) {
    if (starts.empty() || at - starts.back() > 2) starts.push_back(at);
    CHECK(at - starts.back() <= 1);
    notes += count;
  }
  CHECK(notes == kChords * kNotes);
  CHECK(keys.size() == kNotes);
  REQUIRE(starts.size() == kChords);
  for (int i = 1; i < kChords; i++) {
    INFO("chord " << i << " at " << starts[std::size_t(i)]);
    CHECK(std::abs(starts[std::size_t(i)] - starts[0] - long(i) * kGap) <= 1);
  }
  const Sound sound = read_sound(stage.wav);
  const auto x = sound.mono();
  for (const long start : starts) {
    const auto level = [&](long from) {
      double sum = 1e-12;
      for (long i = from; i < from + kRate / 50; i++) sum += double(x[std::size_t(i)]) * double(x[std::size_t(i)]);
      return sum;
    };
    INFO("chord at " << start);
    CHECK(level(start) > 10 * level(start - kRate / 50));
  }
}

TEST_CASE("A note object is bent, shaped and let go, and part and place are its own") {
  if (sclang_missing()) return;
  ClientStage stage("piano");
  const Sclang sclang(stage.folder, "var s = " + connect(stage) +
                 ";\nfork { s.place(\"cello\", 2); 0.2.wait; n = s.note(60, 0.8, 2, [\\pan, 0.5]); 0.6.wait; n.pitch = 67; 0.6.wait; "
                 "s.control(\\vibrato, 0, 2); n.release };\n");
  stage.play(*sclang.process, 6);
  const auto places = stage.applied("place");
  REQUIRE(places.size() == 1);
  CHECK(places[0]["part"] == 1);
  const auto on = stage.applied("note_on");
  REQUIRE(on.size() == 1);
  CHECK(on[0]["part"] == 1);
  CHECK(stage.applied("note_set").size() == 2);
  CHECK(stage.applied("note_off").size() == 1);
  const Sound sound = read_sound(stage.wav);
  const auto x = sound.mono();
  const std::size_t at = on[0]["at"].get<std::size_t>();
  CHECK(stands_out(&x[at + kRate / 5], kRate / 4, 60, kRate) > 10);
  CHECK(stands_out(&x[at + 4 * kRate / 5], kRate / 4, 67, kRate) > 10);
}
