// The SuperCollider classes of patches/clients, compiled and run by sclang against the instrument that plays: what a pattern
// asks for is heard, at the samples that its time tags name.

#include <cstdlib>

#include "engine/parameter.h"
#include "tests/io/jack_server.h"
#include "tests/program/sclang.h"

using namespace seaglass::test;

namespace {

constexpr int kRate = 48000;

// Ends scsynth and itself: who is killed leaves it behind.
std::string ends_after(double seconds) {
  return "SystemClock.sched(" + std::to_string(seconds) + ", { Server.default.quit; SystemClock.sched(1, { 0.exit; nil }) });\n";
}

}  // namespace

TEST_CASE("A note object is bent, shaped and let go, and part and place are its own") {
  if (supercollider_missing()) return;
  ClientStage stage("piano");
  const Sclang sclang(stage.folder, "var s = " + sclang_connects(stage) +
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

TEST_CASE("SuperCollider asks, subscribes, and learns of what is over and what fails") {
  if (supercollider_missing()) return;
  ClientStage stage("piano");
  const Sclang sclang(stage.folder, "var s = " + sclang_connects(stage) +
                 ";\nvar peaks = 0;\n"
                 "s.get('/status/voices', { |v| (\"voices: \" ++ v).postln });\n"
                 "s.get('/part/1/vibrato', { |v| (\"vibrato: \" ++ v).postln });\n"
                 "s.get('/no/such/thing', { |v| (\"nothing: \" ++ v).postln });\n"
                 "s.patch(\"no such patch\", { \"loaded\".postln }, { |why| (\"refused: \" ++ why).postln });\n"
                 "s.subscribe('/status/peak/*', 20, { |db, address| peaks = peaks + 1; if(peaks == 40) { (\"forty: \" ++ address).postln; "
                 "s.unsubscribe('/status/peak/*'); peaks = 1000 } });\n"
                 "fork { s.control(\\vibrato, 33, 1); 0.5.wait; s.note(60, 0.5); 0.3.wait; "
                 "s.get('/voice/*/pitch', { |v| (\"pitch: \" ++ v).postln }); s.get('/part/1/vibrato', { |v| (\"now: \" ++ v).postln });\n"
                 "2.5.wait; (\"peaks: \" ++ peaks).postln; s.patch(\"drums\", { |name| (\"loaded: \" ++ name).postln }) };\n");
  sclang.says("voices: 0");
  sclang.says("vibrato: 0");
  sclang.says("nothing: nil");  // nobody answered
  sclang.says("refused: no such patch");
  sclang.says("forty: /status/peak/");
  sclang.says("now: 33");
  sclang.says("pitch: ");
  sclang.says("loaded: drums");
  sclang.says("peaks: 1000");  // none after the last
  stage.playing.stop();
}

TEST_CASE("SuperCollider posts what the instrument cannot do, and that nobody answers") {
  if (supercollider_missing()) return;
  ClientStage stage("piano");
  const Sclang sclang(stage.folder, "var s = " + sclang_connects(stage) +
                 ";\nvar nobody = Seaglass.connect(\"127.0.0.1\", " + std::to_string(free_port()) + ");\n"
                 "fork { s.place(\"pianno\"); s.control(\\vibratto, 3); s.note(60, 70); (type: \\seaglass, seaglass: s, place: \"violin\").play; };\n"
                 "nobody.order('/snapshot/list', [], { \"heard\".postln }, { |why| (\"why: \" ++ why).postln }, 1);\n");
  sclang.says("Seaglass: /place: no place has this name");
  sclang.says("Seaglass: /control: no parameter has this name");
  sclang.says("Seaglass: /note/on: the velocity must be 0 to 1");
  sclang.says("why: no answer from 127.0.0.1");
  stage.playing.stop();
}

TEST_CASE("SuperCollider starts the instrument, plays it and ends it") {
  if (supercollider_missing()) return;
  const TempFolder folder;
  const std::string wav = folder / "booted.wav", port = std::to_string(free_port());
  const Sclang sclang(folder, "Seaglass.program = \"" SEAGLASS_PROGRAM "\".shellQuote;\nSeaglass.boot(place: \"cello\", port: " + port +
                 ", options: \"--device none --midi none --record '" + wav + "'\").whenReady { |s| fork { var n = s.note(60, 0.7); "
                 "1.wait; n.release; 0.5.wait; s.quit; 1.wait; 0.exit } };\n");
  const int code = sclang.process->wait(60);
  INFO(sclang.process->out() << sclang.process->err());
  CHECK(code == 0);
  REQUIRE(exists(wav));
  const auto x = read_sound(wav).mono();
  const std::size_t begins = first_sound(x);
  REQUIRE(begins + kRate < x.size());
  CHECK(stands_out(&x[begins + kRate / 4], kRate / 2, 60, kRate) > 10);
}

TEST_CASE("A control bus of scsynth moves a parameter, and the instrument's level moves a control bus", "[jack]") {
  if (supercollider_missing(true)) return;
  const seaglass::io::JackServer jack;
  ClientStage stage("cello");
  const Sclang sclang(stage.folder, "var s = " + sclang_connects(stage) +
                 ";\nServer.default.waitForBoot {\n"
                 "var up = Bus.control(Server.default, 1), level = Bus.control(Server.default, 1);\n"
                 "{ Out.kr(up, Line.kr(0, 1, 3)); Silent.ar(1) }.play;\n"
                 "s.note(60, 0.8, 1);\n"
                 "s.map(\\brightness, up, -6, 6, 1);\n"
                 "s.subscribe('/status/peak/left', 20, level);\n"
                 "fork { 4.wait; s.unmap(\\brightness, 1); 0.5.wait; level.get { |db| (\"level: \" ++ db).postln };\n"
                 // Command-period frees the synth that reads the bus; then the bus can be mapped anew.
                 "s.map(\\vibrato, up, 0, 50, 1); 0.5.wait; CmdPeriod.run; 0.5.wait;\n"
                 "s.map(\\vibrato, up, 50, 0, 1); 0.5.wait; \"mapped\".postln;\n" + ends_after(0.1) + "} };\n" + ends_after(30));
  sclang.says("level: ");
  const std::string out = sclang.process->out();
  const double level = std::atof(out.c_str() + out.find("level: ") + 7);
  CHECK(level < 0);
  CHECK(level > -60);  // an empty bus says 0, silence -120
  sclang.says("mapped");
  (void)comes_true([&] { return !sclang.process->running(); }, 30);
  CHECK(sclang.process->out().find("FAILURE") == std::string::npos);
  stage.playing.stop();
  std::vector<double> way, again;
  for (const Json& c : stage.applied("control")) {
    CHECK(c["part"] == 0);
    (c["index"] == int(*seaglass::find_parameter("vibrato")) ? again : way).push_back(c["value"].get<double>());
  }
  REQUIRE(again.size() > 20);
  CHECK(again.front() == 50);
  CHECK(again.back() == 0);
  REQUIRE(way.size() > 100);
  CHECK(way.front() < -5);
  CHECK(way.back() > 3);  // scsynth's own time may lag on a busy machine
  for (std::size_t i = 1; i < way.size(); i++) CHECK(way[i] > way[i - 1] - 0.01);
}
