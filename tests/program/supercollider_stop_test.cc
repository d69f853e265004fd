// Command-period and quit in SuperCollider: what they end is over, and what they must leave alone goes on.

#include "tests/program/sclang.h"

using namespace seaglass::test;

TEST_CASE("After command-period SuperCollider goes on hearing what it subscribed to, and waiting for answers") {
  if (supercollider_missing()) return;
  ClientStage stage("piano");
  // The instrument forgets who is not heard for a minute. Here it is told to, so that only a renewal brings values again.
  const Sclang sclang(stage.folder, "var s = " + sclang_connects(stage) + R"(, heard = 0;
SeaglassEars.renewal = 0.2;
s.subscribe('/status/load', 20, {
	heard = heard + 1;
	if(heard == 5) { CmdPeriod.run; s.addr.sendMsg('/unsubscribe'); "stopped".postln };
	if(heard == 40) { "renewed".postln };
});
s.get('/no/such/thing', { |v| ("answer: " ++ v).postln });
)");
  sclang.says("stopped");
  sclang.says("renewed");
  sclang.says("answer: nil");  // nobody answered: the wait has an end
  stage.playing.stop();
}

TEST_CASE("An instrument that SuperCollider has quit is neither played nor silenced by it any more") {
  if (supercollider_missing()) return;
  ClientStage stage("piano");
  const std::string connects = sclang_connects(stage);
  const Sclang sclang(stage.folder, "var first = " + connects + ", second;\n" +
                                        "first.quit; (\"none: \" ++ Seaglass.default).postln; CmdPeriod.run;\n" +
                                        "second = " + connects + "; (\"the second: \" ++ (Seaglass.default === second)).postln;\n" +
                                        "first.quit; (\"still: \" ++ (Seaglass.default === second)).postln; CmdPeriod.run;\n" +
                                        "second.latency = nil; second.note(60, 0.5);\n");
  sclang.says("none: nil");
  sclang.says("the second: true");
  sclang.says("still: true");
  stage.play(*sclang.process, 2);
  CHECK(stage.applied("note_on").size() == 1);
  CHECK(stage.applied("panic").size() == 1);  // the second's
}

TEST_CASE("Command-period silences a pattern, with the notes that it has sent ahead") {
  if (supercollider_missing()) return;
  constexpr std::size_t kRate = 48000;
  ClientStage stage("cello");
  // It comes 10 ms after the eighth note, and one for a second later, were sent: neither has begun.
  const Sclang sclang(stage.folder, "var s = " + sclang_connects(stage) + R"(, count = 0;
Pbind(\type, \seaglass, \midinote, Pseq([36, 43, 48, 52, 55, 60, 64, 67], inf), \dur, 0.25, \sustain, 60, \amp, 0.3, \pan, Pfunc {
	count = count + 1;
	if(count == 8) {
		s.addr.sendBundle(1, ['/note/on', 1, 72.0, 0.9]);
		SystemClock.sched(0.01, { CmdPeriod.run; "silenced".postln; nil });
	};
	0
}).play;
)");
  sclang.says("silenced");
  wait_seconds(3);
  stage.playing.stop();
  CHECK(stage.playing.last()["voices"] == 0);
  const auto panic = stage.applied("panic");
  REQUIRE(panic.size() == 1);
  const auto at = panic[0]["at"].get<std::size_t>();
  CHECK(stage.applied("note_on").size() == 7);
  const auto x = read_sound(stage.wav).mono();
  REQUIRE(at + 2 * kRate < x.size());
  const auto peak = [&](std::size_t from, std::size_t to) {
    float highest = 0;
    for (std::size_t i = from; i < to; i++) highest = std::max(highest, std::fabs(x[i]));
    return highest;
  };
  CHECK(peak(at - kRate / 4, at) > 0.01f);
  CHECK(peak(at + kRate, x.size()) < 1e-5f);
}
