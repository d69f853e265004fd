// The programs that performers use send OSC; what they send is found in the recording, in time and in tune.

#include "tests/left_out/left_out.h"
#include "tests/program/files.h"
#include "tests/program/playing.h"
#include "tests/program/process.h"
#include "tests/program/sound.h"

using namespace seaglass::test;

namespace {

constexpr int kRate = 48000;
constexpr int kKeys[] = {60, 67, 64, 72};
constexpr int kNotes = 4, kGapMs = 400, kLengthMs = 150;

// Frames at which something begins: 2.5 ms that are far louder than the 40 ms before.
std::vector<std::size_t> onsets(const std::vector<float>& x) {
  constexpr std::size_t kHop = kRate / 400, kBefore = 16, kRefractory = 60;
  std::vector<double> energy;
  for (std::size_t i = 0; i + kHop <= x.size(); i += kHop) {
    double sum = 1e-9;
    for (std::size_t k = 0; k < kHop; k++) sum += double(x[i + k]) * double(x[i + k]);
    energy.push_back(sum);
  }
  std::vector<std::size_t> found;
  for (std::size_t i = 1; i < energy.size(); i++) {
    const double before = *std::max_element(energy.begin() + long(i > kBefore ? i - kBefore : 0), energy.begin() + long(i));
    if (energy[i] < 6 * before || energy[i] < 1e-4 || (!found.empty() && i * kHop < found.back() + kRefractory * kHop)) continue;
    found.push_back(i * kHop);
  }
  return found;
}

// Are these the four notes, `gap_ms` apart to within `slack_ms`?
void check_notes(const std::string& wav, double slack_ms) {
  const Sound sound = read_sound(wav);
  REQUIRE(sound.rate == kRate);
  const auto x = sound.mono();
  const auto found = onsets(x);
  REQUIRE(found.size() == kNotes);
  for (std::size_t i = 0; i < kNotes; i++) {
    INFO("note " << i << " at " << found[i]);
    CHECK(stands_out(&x[found[i] + kRate / 100], kRate / 6, kKeys[i], kRate) > 10);
    if (i > 0) CHECK(std::fabs(double(found[i] - found[i - 1]) * 1000 / kRate - kGapMs) < slack_ms);
  }
}

struct Stage {
  TempFolder folder;
  std::string wav = folder / "live.wav";
  Playing playing{Playing::deaf({"--record", wav, "--place", "piano"})};

  // `ahead`: seconds by which the messages may come before their notes.
  void wait_for_notes(double ahead = 0) {
    const bool came = playing.says([](const Json& s) { return s.value("events", 0) >= 2 * kNotes; }, 40);
    INFO(playing.last().dump());
    REQUIRE(came);
    CHECK(playing.last()["osc_messages"] == 2 * kNotes);
    CHECK(playing.last()["osc_rejected"] == 0);
    CHECK(playing.last()["events_late"] == 0);
    wait_seconds(0.3 + ahead);
    playing.stop();
  }
};

}  // namespace

TEST_CASE("oscsend plays notes") {
  Stage stage;
  for (int i = 0; i < kNotes; i++) {
    const auto id = std::to_string(i);
    oscsend(stage.playing.port(), "/note/on", "iif", {id, std::to_string(kKeys[i]), "0.8"});
    wait_seconds(kLengthMs * 1e-3);
    oscsend(stage.playing.port(), "/note/off", "i", {id});
    wait_seconds((kGapMs - kLengthMs) * 1e-3);
  }
  stage.wait_for_notes();
  check_notes(stage.wav, 150);  // a new process for each message
}

TEST_CASE("oscsend gets an answer for what is wrong") {
  Playing playing(Playing::deaf());
  oscsend(playing.port(), "/note/on", "s", {"loud"});
  oscsend(playing.port(), "/no/such/address");
  oscsend(playing.port(), "/control", "sf", {"no such control", "1"});
  CHECK(playing.says([](const Json& s) { return s["osc_rejected"] == 3; }));
  oscsend(playing.port(), "/note/on", "iff", {"1", "60", "0.5"});
  CHECK(playing.says([](const Json& s) { return s["voices"] == 1; }));
  oscsend(playing.port(), "/panic");
  CHECK(playing.says([](const Json& s) { return s["voices"] == 0; }));
  playing.stop();
}

TEST_CASE("Pure Data plays notes") {
  if (!installed("pd")) {
    LEFT_OUT("pd (package puredata-core) is not installed");
    return;
  }
  Stage stage;
  // Each note: loadbang, delay, a list, oscformat, netsend; at the end pd quits.
  std::string patch = "#N canvas 0 0 450 300 12;\n#X obj 0 0 loadbang;\n#X msg 0 0 connect 127.0.0.1 " +
                      std::to_string(stage.playing.port()) +
                      ";\n#X obj 0 0 netsend -u -b;\n#X obj 0 0 oscformat -f iif note on;\n#X obj 0 0 oscformat -f i note off;\n"
                      "#X obj 0 0 list prepend send;\n#X obj 0 0 list trim;\n";
  std::string wires = "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 3 0 5 0;\n#X connect 4 0 5 0;\n#X connect 5 0 6 0;\n"
                      "#X connect 6 0 2 0;\n";
  int objects = 7;
  const auto later = [&](int ms, const std::string& what, int target) {
    patch += "#X obj 0 0 delay " + std::to_string(ms) + ";\n#X msg 0 0 " + what + ";\n";
    wires += "#X connect 0 0 " + std::to_string(objects) + " 0;\n#X connect " + std::to_string(objects) + " 0 " +
             std::to_string(objects + 1) + " 0;\n";
    if (target > 0) wires += "#X connect " + std::to_string(objects + 1) + " 0 " + std::to_string(target) + " 0;\n";
    objects += 2;
  };
  for (int i = 0; i < kNotes; i++) {
    const int at = 500 + i * kGapMs;
    later(at, std::to_string(i) + " " + std::to_string(kKeys[i]) + " 0.8", 3);
    later(at + kLengthMs, std::to_string(i), 4);
  }
  later(500 + kNotes * kGapMs, "\\; pd quit", 0);
  write_bytes(stage.folder / "notes.pd", patch + wires);

  Process pd({"pd", "-nogui", "-nosound", "-nomidi", "-noprefs", "-open", stage.folder / "notes.pd"});
  stage.wait_for_notes();
  check_notes(stage.wav, 60);  // Pd keeps its own time without a sound card
}

TEST_CASE("sclang plays notes, in bundles with times") {
  if (!installed("sclang")) {
    LEFT_OUT("sclang (package supercollider-language) is not installed");
    return;
  }
  Stage stage;
  std::string program = "var n = NetAddr(\"127.0.0.1\", " + std::to_string(stage.playing.port()) + ");\n";
  for (int i = 0; i < kNotes; i++) {
    const double at = 1 + i * kGapMs * 1e-3;
    program += "n.sendBundle(" + std::to_string(at) + ", ['/note/on', " + std::to_string(i) + ", " + std::to_string(kKeys[i]) +
               ", 0.8]);\nn.sendBundle(" + std::to_string(at + kLengthMs * 1e-3) + ", ['/note/off', " + std::to_string(i) + "]);\n";
  }
  program += "SystemClock.sched(1, { 0.exit; nil });\n";
  write_bytes(stage.folder / "notes.scd", program);
  const std::string home = stage.folder / "";
  Process sclang({"env", "HOME=" + home, "XDG_RUNTIME_DIR=" + home, "QT_QPA_PLATFORM=offscreen", "QTWEBENGINE_DISABLE_SANDBOX=1",
                  "QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox", "sclang", stage.folder / "notes.scd"});
  stage.wait_for_notes(1 + kNotes * kGapMs * 1e-3);
  check_notes(stage.wav, 6);  // the times were in the bundles; an onset is found to within 2.5 ms
}
