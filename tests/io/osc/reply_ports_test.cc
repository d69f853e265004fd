#include "io/osc/reply_ports.h"

#include "tests/catch.h"

using namespace seaglass::io;

namespace {

constexpr OscPeer sender(std::uint16_t port) {
  return {.kind = OscPeer::Kind::kUdp, .here = true, .port = port, .address = 7};
}

}  // namespace

TEST_CASE("Answers go where their sender says, on the same machine, until it says otherwise") {
  ReplyPorts ports;
  CHECK(ports.of(sender(5)) == sender(5));
  REQUIRE(ports.set(sender(5), 9124));
  CHECK(ports.of(sender(5)) == sender(9124));
  CHECK(ports.of(sender(6)) == sender(6));
  REQUIRE(ports.set(sender(5), 9125));
  CHECK(ports.of(sender(5)) == sender(9125));
  REQUIRE(ports.set(sender(5), 0));
  CHECK(ports.of(sender(5)) == sender(5));
}

TEST_CASE("Of many senders that hear elsewhere the last are known") {
  ReplyPorts ports;
  for (int i = 1; i <= 3 * ReplyPorts::kSenders; i++)
    REQUIRE(ports.set(sender(std::uint16_t(i)), std::uint16_t(10000 + i)));
  for (int i = 1; i <= 3 * ReplyPorts::kSenders; i++) {
    const bool known = i > 2 * ReplyPorts::kSenders;
    CHECK(ports.of(sender(std::uint16_t(i))).port == (known ? 10000 + i : i));
  }
}

TEST_CASE("Connections hear where they speak") {
  ReplyPorts ports;
  const OscPeer connected{.kind = OscPeer::Kind::kTcp, .here = true, .connection = 3};
  CHECK_FALSE(ports.set(connected, 9124));
  CHECK(ports.of(connected) == connected);
}
