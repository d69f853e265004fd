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
