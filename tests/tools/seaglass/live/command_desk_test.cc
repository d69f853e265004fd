#include "tools/seaglass/live/command_desk.h"

#include "io/osc/osc_packet.h"
#include "tests/catch.h"

using namespace seaglass;
using Kind = io::OscArgument::Kind;

namespace {

// Keeps the addresses of what it is given: /done or /fail.
struct Answers final : io::OscOutlet {
  void send(const io::OscPeer&, std::span<const std::uint8_t> packet) noexcept override {
    io::OscMessage message;
    heard.push_back(io::parse_osc_message(packet, message) == nullptr ? std::string(message.address) : "nonsense");
  }
  std::vector<std::string> heard;
};

io::OscCall call_of(io::OscVerb verb, std::initializer_list<io::OscArgument> arguments = {}) {
  io::OscCall call;
  call.verb = verb;
  REQUIRE(call.take({arguments.begin(), arguments.size()}) == nullptr);
  return call;
}

io::OscArgument number(double value) { return {.kind = Kind::kNumber, .number = value, .text = {}}; }
io::OscArgument text(std::string_view value) { return {.kind = Kind::kText, .text = value}; }

}  // namespace

TEST_CASE("A button that is let go is no second command, of whatever takes no arguments") {
  int plain = 0;
  for (const io::OscMethod& method : io::osc_methods()) {
    if (!method.answered || !method.arguments.empty()) continue;
    INFO(method.address);
    plain++;
    Answers answers;
    CommandDesk desk(answers);
    int done = 0;
    desk.on(method.verb, [&](const io::OscCall&) -> CommandDesk::Texts { return done++, CommandDesk::Texts(); });
    CHECK(desk.carry_out(call_of(method.verb)).empty());
    CHECK(done == 1);
    CHECK(desk.carry_out(call_of(method.verb, {number(1)})).empty());
    CHECK(done == 2);
    CHECK(desk.carry_out(call_of(method.verb, {number(0)})).empty());
    CHECK(done == 2);
    CHECK(answers.heard == std::vector<std::string>{"/done", "/done", "/done"});
    CHECK(desk.carry_out(call_of(method.verb, {text("now")})) == std::string(method.address) + ": expects no arguments");
    CHECK(desk.carry_out(call_of(method.verb, {number(1), number(2)})) == std::string(method.address) + ": expects no arguments");
    CHECK(done == 2);
    CHECK(answers.heard.back() == "/fail");
  }
  CHECK(plain > 10);
}

TEST_CASE("A number stays an argument where one is expected") {
  Answers answers;
  CommandDesk desk(answers);
  double beat = -1;
  desk.on(io::OscVerb::kTransportLocate, [&](const io::OscCall& call) -> CommandDesk::Texts {
    beat = number_argument(call, 0, 0, 10);
    return {};
  });
  CHECK(desk.carry_out(call_of(io::OscVerb::kTransportLocate, {number(0)})).empty());
  CHECK(beat == 0);
}

TEST_CASE("A command that has to wait is carried out again, and answered once") {
  Answers answers;
  CommandDesk desk(answers);
  int tried = 0;
  desk.on(io::OscVerb::kSnapshotStore, [&](const io::OscCall& call) -> CommandDesk::Texts {
    if (++tried < 3) throw CommandNotYet();
    return {text_argument(call, 0)};
  });
  io::OscCall call;
  CHECK_FALSE(desk.take_waiting(call));
  CHECK(desk.carry_out(call_of(io::OscVerb::kSnapshotStore, {text("verse")})).empty());
  for (int i = 0; i < 2; i++) {
    CHECK(desk.waits());
    CHECK(answers.heard.empty());
    REQUIRE(desk.take_waiting(call));
    CHECK(desk.carry_out(call).empty());
  }
  CHECK_FALSE(desk.waits());
  CHECK(tried == 3);
  CHECK(answers.heard == std::vector<std::string>{"/done"});
}
