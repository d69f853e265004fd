#include "io/osc/osc_server.h"

#include <arpa/inet.h>
#include <lo/lo.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmath>
#include <memory>
#include <fstream>
#include <random>

#include "io/os/time.h"
#include "io/osc/osc_time.h"
#include "tests/catch.h"
#include "tests/io/osc/osc_bytes.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

// A client program with a socket of its own.
class Client {
 public:
  explicit Client(int port) : fd_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(std::uint16_t(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    const timeval patience{0, 300'000};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Client() { close(fd_); }

  void send(const OscBytes& packet) const {
    CHECK(::send(fd_, packet.data(), packet.size(), 0) == ssize_t(packet.size()));
  }
  // The next reply as "address reason", or nothing.
  std::string reply() const {
    std::uint8_t bytes[2000];
    const ssize_t size = recv(fd_, bytes, sizeof bytes, 0);
    if (size <= 0) return {};
    OscMessage message;
    if (parse_osc_message({bytes, std::size_t(size)}, message) != nullptr) return "malformed";
    if (message.address != "/fail" || message.count != 2) return "not a /fail";
    return std::string(message.arguments[0].text) + " " + std::string(message.arguments[1].text);
  }

 private:
  int fd_;
};

std::unique_ptr<OscStage> make_stage(double limit) {
  auto stage = std::make_unique<OscStage>();
  stage->limit = limit;
  stage->find_place = [](std::string_view name) { return name == "cello" ? std::optional(2) : std::nullopt; };
  stage->find_beat = [](double beat) { return beat < 100 ? std::optional(now_ns() + Nanoseconds(beat * 5e8)) : std::nullopt; };
  return stage;
}

struct Rig {
  StreamClock clock;
  EventPort port{clock};
  std::unique_ptr<OscStage> stage;
  OscServer server;
  explicit Rig(double limit = 0) : stage(make_stage(limit)), server({.port = 0}, *stage, port) {
    clock.prepare(48000);
    clock.tick(48000, 64, now_ns());
    server.start();
  }
  // Waits until as many elements have been dealt with.
  void settle(std::uint64_t elements) const {
    const Nanoseconds patience = now_ns() + 5 * kSecond;
    while (server.messages() + server.rejected() < elements && now_ns() < patience)
      sleep_until(now_ns() + kMillisecond);
    CHECK(server.messages() + server.rejected() == elements);
  }
};

}  // namespace

TEST_CASE("a client plays over OSC") {
  Rig rig;
  const Client client(rig.server.port());
  client.send(osc_message("/note/on", {1, 60.0f, 0.5f}));
  client.send(osc_message("/control", {"brightness", 3}));
  client.send(osc_message("/place", {"cello"}));
  client.send(osc_bundle(1, {osc_message("/note/set", {1, "pan", 0.5f}), osc_message("/note/off", {1})}));
  client.send(osc_message("/patch", {"new.glass"}));
  client.send(osc_message("/lead", {"safe"}));
  rig.settle(7);
  CHECK(rig.server.rejected() == 0);
  const EventKind kinds[] = {EventKind::kNoteOn, EventKind::kControl, EventKind::kPlace,
                             EventKind::kNoteSet, EventKind::kNoteOff};
  SampleIndex before = 48000;
  for (const EventKind kind : kinds) {
    Event event;
    EventTiming timing = EventTiming::kExact;
    REQUIRE(rig.port.receive(event, timing));
    CHECK(event.kind == kind);
    CHECK(event.at >= before);
    CHECK(timing == EventTiming::kArrival);
    before = event.at;
  }
  OscCall command;
  REQUIRE(rig.server.receiver().take_command(command));
  CHECK(command.verb == OscVerb::kPatch);
  CHECK(command.text(0) == "new.glass");
  CHECK((command.from.here && command.from.kind == OscPeer::Kind::kUdp));
  REQUIRE(rig.server.receiver().take_command(command));
  CHECK(command.verb == OscVerb::kLead);
  CHECK_FALSE(rig.server.receiver().take_command(command));
}

TEST_CASE("a note's own values come at the note-on's sample, at once and in a bundle with a time") {
  Rig rig;
  const Client client(rig.server.port());
  const OscBytes note = osc_message("/note/on", {1, 60.0f, 0.5f, "vibrato", 30, "x", 0.25f, "pan", -1});
  client.send(note);
  client.send(osc_bundle(ntp_now() + (1ull << 30), {note}));
  rig.settle(2);
  CHECK(rig.server.rejected() == 0);
  for (const bool later : {false, true}) {
    SampleIndex at = 0;
    for (int i = 0; i < 4; i++) {
      Event event;
      EventTiming timing = later ? EventTiming::kArrival : EventTiming::kExact;
      REQUIRE(rig.port.receive(event, timing));
      CHECK((timing == EventTiming::kExact) == later);
      CHECK(event.kind == (i == 0 ? EventKind::kNoteOn : EventKind::kNoteSet));
      if (i == 0) at = event.at;
      CHECK(event.at == at);
    }
  }
}

TEST_CASE("liblo, as other programs use it, is understood") {
  Rig rig;
  const lo_address to = lo_address_new("127.0.0.1", std::to_string(rig.server.port()).c_str());
  lo_send(to, "/note/on", "iff", 3, 62.0, 0.25);
  lo_send_timestamped(to, LO_TT_IMMEDIATE, "/note/off", "i", 3);
  rig.settle(2);
  CHECK(rig.server.messages() == 2);
  lo_address_free(to);
}

TEST_CASE("bundles sound at their time, past ones at once, far ones never") {
  Rig rig;
  const Client client(rig.server.port());
  const std::uint64_t now = ntp_now();
  const auto seconds = [now](double s) { return now + std::uint64_t(std::int64_t(std::ldexp(s, 32))); };
  client.send(osc_bundle(seconds(2), {osc_message("/note/on", {1, 60, 1})}));
  client.send(osc_bundle(seconds(-2), {osc_message("/note/on", {2, 60, 1})}));
  client.send(osc_bundle(seconds(61), {osc_message("/note/on", {3, 60, 1})}));
  client.send(osc_bundle(0, {osc_message("/note/on", {4, 60, 1})}));
  rig.settle(4);
  CHECK(rig.server.rejected() == 1);
  Event event;
  EventTiming timing{};
  REQUIRE(rig.port.receive(event, timing));
  CHECK(timing == EventTiming::kExact);
  // The clock was set a moment before
  CHECK(double(event.at) == Approx(48000 + 96000).margin(4800));
  REQUIRE(rig.port.receive(event, timing));
  CHECK(timing == EventTiming::kLate);
  CHECK(event.id == 2);
  REQUIRE(rig.port.receive(event, timing));
  CHECK(timing == EventTiming::kArrival);
  CHECK(event.id == 4);
  CHECK_FALSE(rig.port.receive(event, timing));
}

TEST_CASE("A wait within a bundle counts from the bundle's time") {
  Rig rig;
  const Client client(rig.server.port());
  client.send(osc_bundle(ntp_now() + (1ull << 32), {osc_message("/note/on", {1, 60, 1}), osc_message("/note/off", {1, "at", 0.25f})}));
  rig.settle(2);
  Event on, off;
  EventTiming timing{};
  REQUIRE(rig.port.receive(on, timing));
  REQUIRE(rig.port.receive(off, timing));
  CHECK(timing == EventTiming::kExact);
  CHECK(double(off.at - on.at) == Approx(12000).margin(1));
}

TEST_CASE("every wrong packet is counted once and answered with its address") {
  Rig rig;
  const Client client(rig.server.port());
  client.send(osc_message("/no/such/address", {1}));
  CHECK(client.reply() == "/no/such/address no such address");
  client.send(osc_message("/note/on", {1, 60, 7.0f}));
  CHECK(client.reply() == "/note/on the velocity must be 0 to 1");
  client.send(OscBytes(60000, 'a'));
  CHECK(client.reply() == " not an OSC message");
  OscBytes endless(60000, 'a');
  endless[0] = '/';
  client.send(endless);
  CHECK(client.reply() == "/" + std::string(63, 'a') + " the address is cut short");
  client.send(osc_message("/\x01\xff\n", {1}));
  CHECK(client.reply() == "/??? no such address");
  client.send({});
  CHECK(client.reply() == " empty packet");
  rig.settle(6);
  // The good elements of a bundle count, the bad ones one each, and so does what a wrong size
  // hides.
  OscBytes mixed = osc_bundle(1, {osc_message("/panic"), osc_message("/bad"), osc_message("/panic")});
  append_big(mixed, 0x7fffffff, 4);
  client.send(mixed);
  rig.settle(10);
  CHECK(rig.server.messages() == 2);
  CHECK(rig.server.rejected() == 8);
}

TEST_CASE("replies have a limited rate") {
  Rig rig;
  const Client client(rig.server.port());
  const Nanoseconds start = now_ns();
  for (int i = 0; i < 300; i++) {
    client.send(osc_message("/bad"));
    if (i % 50 == 49) rig.settle(std::uint64_t(i) + 1);
  }
  const double seconds = double(now_ns() - start) * 1e-9;
  int replies = 0;
  while (!client.reply().empty()) replies++;
  CHECK(replies >= 20);
  CHECK(replies <= 21 + int(10 * seconds));
  CHECK(rig.server.rejected() == 300);

  ReplyLimiter limiter;
  Nanoseconds now = kSecond;
  int allowed = 0;
  for (int i = 0; i < 100'000; i++) allowed += limiter.allow(now += 100'000);  // ten seconds
  CHECK(allowed == Approx(120).margin(1));
}

TEST_CASE("garbage of every kind is survived and counted") {
  Rig rig;
  const Client client(rig.server.port());
  std::mt19937 random(3);
  std::uint64_t sent = 0;
  for (int i = 0; i < 2000; i++) {
    OscBytes packet(random() % 200);
    for (auto& b : packet) b = std::uint8_t(random());
    if (!packet.empty()) packet[0] = "/#x"[random() % 3] == '#' ? 'x' : packet[0];
    client.send(packet);
    if (++sent % 100 == 0) rig.settle(sent);
  }
  client.send(osc_message("/panic"));
  rig.settle(sent + 1);
  CHECK(rig.server.messages() == 1);
}

TEST_CASE("a taken port is a device error that says what to do") {
  Rig rig;
  const Complaint complaint = complaint_of([&] {
    OscServer second({.port = rig.server.port()}, *rig.stage, rig.port);
  });
  CHECK(complaint.exit_code == 4);
  CHECK(complaint.has("OSC port " + std::to_string(rig.server.port()) + " is taken"));
  CHECK(complaint.has("--osc-port"));
  CHECK(complaint_of([&] { OscServer s({.port = 70000}, *rig.stage, rig.port); }).exit_code == 2);
  CHECK(complaint_of([&] { OscServer s({.port = 0, .address = "nowhere"}, *rig.stage, rig.port); }).exit_code == 4);
}

TEST_CASE("the port is open on localhost only") {
  Rig rig;
  // /proc/net/udp lists sockets as ADDRESS:PORT in hexadecimal, the address in the machine's byte
  // order.
  char entry[32];
  std::snprintf(entry, sizeof entry, "%08X:%04X", htonl(INADDR_LOOPBACK), unsigned(rig.server.port()));
  std::ifstream table("/proc/net/udp");
  const std::string text((std::istreambuf_iterator<char>(table)), {});
  char port[16];
  std::snprintf(port, sizeof port, ":%04X ", unsigned(rig.server.port()));
  REQUIRE(text.find(port) != std::string::npos);
  CHECK(text.find(entry) == text.find(port) - 8);
}

TEST_CASE("a server stops within a moment, and may be started again") {
  Rig rig;
  const Nanoseconds before = now_ns();
  rig.server.stop();
  rig.server.stop();
  CHECK(now_ns() - before < kSecond);
  rig.server.start();
  const Client client(rig.server.port());
  client.send(osc_message("/panic"));
  rig.settle(1);
}

TEST_CASE("A command that lacks what it needs is wrong on arrival") {
  Rig rig;
  const Client client(rig.server.port());
  client.send(osc_message("/patch", {3}));
  CHECK(client.reply() == "/patch expects path");
  client.send(osc_message("/patch/morph", {"main"}));
  CHECK(client.reply() == "/patch/morph expects path seconds");
  client.send(osc_message("/snapshot/store", {""}));
  CHECK(client.reply() == "/snapshot/store expects name");
  rig.settle(3);
  CHECK(rig.server.rejected() == 3);
}

TEST_CASE("Messages say themselves when they are meant, and a wrong time is refused") {
  Rig rig;
  const Client client(rig.server.port());
  client.send(osc_message("/note/on", {1, 60, 0.5f, "at", 0.5f}));
  client.send(osc_message("/note/off", {1, "beat", 2}));
  client.send(osc_message("/note/off", {1, "at", -0.5f}));
  client.send(osc_message("/note/off", {1, "at", 61}));
  client.send(osc_message("/note/off", {1, "beat", 1000}));
  rig.settle(5);
  CHECK(rig.server.rejected() == 3);
  for (const double seconds : {0.5, 1.0}) {
    Event event;
    EventTiming timing{};
    REQUIRE(rig.port.receive(event, timing));
    CHECK(timing == (seconds == 0.5 ? EventTiming::kAfter : EventTiming::kExact));
    CHECK(double(event.at) == Approx(48000 + seconds * 48000).margin(4800));
  }
}

TEST_CASE("A lock stops what it should, and nothing else") {
  Rig rig;
  const Client client(rig.server.port());
  const auto taken = [&](const OscBytes& message) {
    const auto before = rig.server.messages();
    const auto all = before + rig.server.rejected();
    client.send(message);
    rig.settle(all + 1);
    (void)client.reply();
    return rig.server.messages() > before;
  };
  const OscBytes note = osc_message("/note/on", {1, 60, 0.5f}), patch = osc_message("/patch", {"a"}),
                 look = osc_message("/status/load"), recall = osc_message("/snapshot/recall", {"a"});
  CHECK((taken(note) && taken(patch) && taken(look) && taken(recall)));
  rig.stage->lock = OscLock::kFiles;
  CHECK((taken(note) && !taken(patch) && taken(look) && taken(recall)));
  rig.stage->lock = OscLock::kAll;
  CHECK((!taken(note) && !taken(patch) && taken(look) && !taken(recall)));
  CHECK(taken(osc_message("/lock", {"none"})));  // whether it is obeyed, [control] decides
}

TEST_CASE("One sender run wild is held back, others are not, and notes still end") {
  Rig rig(1000);
  const Client wild(rig.server.port()), calm(rig.server.port());
  for (int i = 0; i < 2000; i++) wild.send(osc_message("/control/x", {0.5f}));
  rig.settle(2000);
  const auto limited = rig.server.receiver().limited();
  CHECK(limited > 500);
  CHECK(rig.server.rejected() == limited);
  wild.send(osc_message("/note/off", {1}));
  calm.send(osc_message("/note/on", {1, 60, 1}));
  rig.settle(2002);
  CHECK(rig.server.receiver().limited() == limited);
}

TEST_CASE("The same port takes OSC over TCP, framed either way, and answers alike") {
  Rig rig;
  REQUIRE(rig.server.tcp());
  for (const bool slip : {false, true}) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(std::uint16_t(rig.server.port()));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    const timeval patience{2, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    OscBytes bytes;
    for (const OscBytes& packet : {osc_message("/note/on", {1, 60, 0.5f}), osc_bundle(1, {osc_message("/panic")}), osc_message("/bad")}) {
      const auto framed = OscFraming::wrap(packet, slip);
      bytes.insert(bytes.end(), framed.begin(), framed.end());
    }
    // In pieces, as networks deliver.
    for (std::size_t at = 0; at < bytes.size(); at += 7)
      REQUIRE(::send(fd, bytes.data() + at, std::min<std::size_t>(7, bytes.size() - at), 0) > 0);
    std::uint8_t reply[200];
    const ssize_t size = recv(fd, reply, sizeof reply, 0);
    REQUIRE(size > 0);
    OscFraming framing;
    std::span<const std::uint8_t> rest(reply, std::size_t(size));
    const auto packet = framing.next(rest);
    REQUIRE(packet);
    CHECK(framing.slip() == slip);
    OscMessage message;
    REQUIRE(parse_osc_message(*packet, message) == nullptr);
    CHECK(message.address == "/fail");
    close(fd);
  }
  rig.settle(6);
  CHECK(rig.server.rejected() == 2);
}
