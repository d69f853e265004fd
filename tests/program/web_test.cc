// OSCQuery as a client sees it, over HTTP and WebSockets: tests/program/web/ speaks both, from outside, by Python's standard
// library.

#include <netinet/in.h>

#include "tests/left_out/left_out.h"
#include "tests/program/client_stage.h"
#include "tests/program/osc_talk.h"

using namespace seaglass::test;

namespace {

struct WebStage {
  explicit WebStage(const Words& options = {}) : playing(Playing::deaf(with(options))) {
    if (!playing.last().contains("web_port") || playing.last()["web_port"] == 0) web = 0;
    else web = playing.last()["web_port"];
  }
  // No OSCQuery in this build: the test is left out.
  bool missing() const {
    if (web == 0) LEFT_OUT("this build has no OSCQuery (package libwebsockets-dev)");
    return web == 0;
  }
  void check(const std::string& name, std::string more = SEAGLASS_PROGRAM) {
    if (missing()) return;
    const Ended ended = run({"python3", "-B", SEAGLASS_TEST_DATA "/../program/web/checks.py", name, std::to_string(web),
                             std::to_string(playing.port()), more}, {}, 110);
    INFO(ended.out << ended.err << playing.process().err());
    CHECK(ended.code == 0);
    UNSCOPED_INFO(ended.out);
    CHECK(playing.process().running());
  }
  void stop() {
    playing.stop();
    CHECK(playing.last()["events_dropped"] == 0);
  }

  static Words with(Words options) {
    options.insert(options.end(), {"--lead", "safe"});
    return options;
  }
  Playing playing;
  int web = 0;
};

}  // namespace

TEST_CASE("A client of OSCQuery finds every address") {
  WebStage stage;
  stage.check("browse");
  stage.stop();
}

TEST_CASE("Every parameter that OSCQuery lists is set over a WebSocket and read by HTTP") {
  WebStage stage;
  stage.check("set_all");
  stage.stop();
}

TEST_CASE("A note played over a WebSocket sounds") {
  TempFolder folder;
  WebStage stage({"--journal", folder / "live.journal", "--record", folder / "live.wav", "--place", "piano"});
  if (stage.missing()) return;
  stage.check("play");
  wait_seconds(0.3);
  stage.stop();
  CHECK(bytes_of(folder / "live.journal").find("note_on") != std::string::npos);
  CHECK(read_sound(folder / "live.wav").peak() > 0.01);
}

TEST_CASE("A parameter that is touched over a WebSocket is the one to be learned") {
  WebStage stage;
  if (stage.missing()) return;
  const OscTalk talk(stage.playing.port());
  talk.say(osc_message("/learn"));
  CHECK(stage.playing.complains("touch the parameter"));
  stage.check("touch");
  CHECK(stage.playing.complains("move the control that is to be for vibrato"));
  stage.stop();
}

TEST_CASE("Who listens over a WebSocket hears what changes") {
  WebStage stage;
  stage.check("listen");
  stage.stop();
}

TEST_CASE("Clients of OSCQuery are told when another patch has other places") {
  TempFolder folder;
  std::filesystem::copy_file(patch_path(), folder / "main.glass");
  std::filesystem::copy_file(SEAGLASS_TEST_DATA "/small_neural.glass", folder / "small.glass");
  WebStage stage({folder / "main.glass"});
  stage.check("change_patch");
  stage.stop();
}

TEST_CASE("Pages from elsewhere cannot play the instrument") {
  WebStage stage({"--web-origin", "https://friend.example"});
  stage.check("strangers");
  stage.stop();
}

TEST_CASE("A lock holds for WebSockets as well") {
  WebStage stage({"--osc-lock", "all"});
  stage.check("locked");
  stage.stop();
}

TEST_CASE("A hostile web client harms nothing") {
  WebStage stage;
  stage.check("hostile", std::to_string(stage.playing.process().id()));
  stage.stop();
}

TEST_CASE("A web port that is taken is replaced by another, and none is opened where none is wanted") {
  const int file = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(file, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(file, 1) == 0);
  getsockname(file, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string taken = std::to_string(ntohs(address.sin_port));

  Process line(seaglass_words({"play", "--device", "none", "--midi", "none", "--osc-port", std::to_string(free_port()), "--web-port", taken}));
  CHECK(comes_true([&] { return line.err().find("OSCQuery") != std::string::npos; }));
  const bool left_out = line.err().find("libwebsockets") != std::string::npos;
  if (!left_out) CHECK(line.err().find("since " + taken + " is taken") != std::string::npos);
  line.send(SIGTERM);
  CHECK(line.wait() == 0);

  WebStage moved({"--web-port", taken});
  if (!left_out) CHECK(std::to_string(moved.web) != taken);
  moved.check("browse");
  moved.stop();
  close(file);
  WebStage none({"--web-port", "0"});
  CHECK(none.web == 0);
  none.stop();
}
