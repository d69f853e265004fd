// What the web thread does, without its sockets.

#include "io/web/query_service.h"

#include <nlohmann/json.hpp>

#include "io/os/time.h"
#include "tests/catch.h"
#include "tests/io/osc/osc_bytes.h"

using namespace seaglass;
using namespace seaglass::io;
using Json = nlohmann::json;

namespace {

struct Rig final : OscOutlet {
  StreamClock clock;
  EventPort port{clock};
  OscStage stage;
  Telemetry truth;
  int readings = 0;
  TelemetryBoard board{[this](Telemetry& t) { t = truth, readings++; }};
  WebClients clients;
  std::unique_ptr<QueryService> service;
  Nanoseconds now = kSecond;

  Rig() {
    clock.prepare(48000);
    stage.outlet = this;
    stage.voices = 8;
    truth.places = {"cello"};
    service = std::make_unique<QueryService>(stage, port, board, clients);
    service->introduce("{}");
  }
  void send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept override { (void)clients.put(to, packet, now); }

  void later() { now += kSecond; }
  Json get(std::string_view path) {
    const auto answer = service->answer(path, "", now);
    REQUIRE(answer.status == 200);
    return Json::parse(*answer.body);
  }
  // Everything that waits for this client: text as it is, OSC as its address.
  std::vector<std::string> mail(int client) {
    std::vector<std::string> all;
    while (const auto frame = clients.next(client, now)) {
      const std::string bytes(frame->bytes.begin() + WebFrame::kRoom, frame->bytes.end());
      all.push_back(frame->is_text ? bytes : std::string(bytes.c_str()));
    }
    return all;
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("What comes over a WebSocket is played and answered like other OSC") {
  Rig rig;
  const int client = rig.clients.open(true);
  rig.service->hear_packet(client, osc_message("/note/on", {1, 60, 0.5f}), rig.now);
  Event event;
  EventTiming timing{};
  REQUIRE(rig.port.receive(event, timing));
  CHECK(event.kind == EventKind::kNoteOn);
  CHECK(event.value == 60);
  rig.service->hear_packet(client, osc_message("/note/on", {"loud"}), rig.now);
  CHECK(rig.mail(client) == Texts{"/fail"});
  CHECK(rig.service->receiver().messages() == 1);
  CHECK(rig.service->receiver().rejected() == 1);
  rig.stage.lock = OscLock::kAll;
  rig.service->hear_packet(client, osc_message("/note/on", {1, 60, 0.5f}), rig.now);
  CHECK(rig.mail(client) == Texts{"/fail"});
  CHECK_FALSE(rig.port.receive(event, timing));
  const std::uint8_t nonsense[] = {1, 2, 3};
  rig.service->hear_packet(client, nonsense, rig.now);
  CHECK(rig.service->receiver().rejected() == 3);
}

TEST_CASE("A bang, which carries nothing, is taken for no argument") {
  Rig rig;
  const int client = rig.clients.open(true);
  OscBytes swap = osc_message("/patch/swap");
  swap = OscBytes(swap.begin(), swap.begin() + 12);
  append_text(swap, ",I");
  rig.service->hear_packet(client, swap, rig.now);
  OscCall call;
  REQUIRE(rig.service->receiver().take_command(call));
  CHECK(call.verb == OscVerb::kPatchSwap);
  CHECK(call.count() == 0);
  CHECK(call.from == rig.clients.peer(client));
}

TEST_CASE("Who listens hears what changes, until it ignores or goes") {
  Rig rig;
  const int client = rig.clients.open(true);
  rig.service->hear_text(client, R"({"COMMAND":"LISTEN","DATA":"/part/1/vibrato"})");
  rig.service->hear_text(client, R"({"COMMAND":"LISTEN","DATA":"/no/such"})");
  rig.service->hear_text(client, "nonsense");
  CHECK(rig.service->listened_to());
  rig.service->look(rig.now);
  CHECK(rig.mail(client) == Texts{"/part/1/vibrato"});
  rig.truth.stage.parts[0].values[std::size_t(ParameterId::kVibrato)] = 5;
  rig.service->look(rig.now);
  CHECK(rig.mail(client).empty());  // the same reading
  rig.later();
  rig.service->look(rig.now);
  CHECK(rig.mail(client) == Texts{"/part/1/vibrato"});
  rig.service->hear_text(client, R"({"COMMAND":"IGNORE","DATA":"/part/1/vibrato"})");
  CHECK_FALSE(rig.service->listened_to());
}

TEST_CASE("When another patch plays, its places are listed and everybody is told") {
  Rig rig;
  const int client = rig.clients.open(true);
  CHECK(rig.get("/part/1/place")["RANGE"][0]["VALS"] == Json{"cello"});
  rig.service->look(rig.now);
  CHECK(rig.mail(client).empty());
  rig.truth.places = {"glass", "bell"};
  rig.later();
  rig.service->look(rig.now);
  const Texts told = rig.mail(client);
  CHECK(told.size() == QueryTree::of_the_patch().size());
  CHECK(std::count(told.begin(), told.end(), R"({"COMMAND":"PATH_CHANGED","DATA":"/part/16/place"})") == 1);
  CHECK(rig.get("/part/1/place")["RANGE"][0]["VALS"] == Json{"glass", "bell"});
  rig.later();
  rig.service->look(rig.now);
  CHECK(rig.mail(client).empty());
}

TEST_CASE("The whole tree is written once for all who ask at the same time") {
  Rig rig;
  const auto first = rig.service->answer("/", "", rig.now);
  const auto second = rig.service->answer("/", "", rig.now);
  CHECK(first.body == second.body);
  CHECK(rig.readings == 1);
  rig.truth.load = 0.5;
  rig.later();
  const auto third = rig.service->answer("/", "", rig.now);
  CHECK(third.body != first.body);
  CHECK(Json::parse(*third.body)["CONTENTS"]["status"]["CONTENTS"]["load"]["VALUE"] == Json{0.5});
}
