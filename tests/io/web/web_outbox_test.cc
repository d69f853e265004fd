#include "io/web/web_outbox.h"

#include "io/os/time.h"
#include "io/web/web_clients.h"
#include "tests/catch.h"

using namespace seaglass::io;

TEST_CASE("Frames leave in order, with room before them") {
  WebOutbox outbox;
  const std::uint8_t one[] = {1, 2, 3}, two[] = {4};
  REQUIRE(outbox.push(one, false, 0));
  REQUIRE(outbox.push(two, true, 0));
  const WebFrame first = outbox.pop(0);
  CHECK(first.size() == 3);
  CHECK(first.bytes[WebFrame::kRoom] == 1);
  CHECK_FALSE(first.is_text);
  CHECK(outbox.pop(0).is_text);
  CHECK(outbox.empty());
}

TEST_CASE("A slow client's outbox is bounded, in bytes and in frames") {
  WebOutbox outbox;
  const std::vector<std::uint8_t> big(1024);
  std::size_t taken = 0;
  while (outbox.push(big, false, 0)) taken++;
  CHECK(taken == WebOutbox::kMostBytes / big.size());
  (void)outbox.pop(0);
  CHECK(outbox.push(big, false, 0));

  WebOutbox empty_ones;
  taken = 0;
  while (empty_ones.push({}, false, 0)) taken++;
  CHECK(taken == WebOutbox::kMostFrames);
}

TEST_CASE("Who takes nothing for long is given up") {
  WebOutbox outbox;
  const std::uint8_t one[] = {1};
  CHECK_FALSE(outbox.hopeless(100 * kSecond));  // nothing waits
  REQUIRE(outbox.push(one, false, 100 * kSecond));
  REQUIRE(outbox.push(one, false, 105 * kSecond));
  CHECK_FALSE(outbox.hopeless(109 * kSecond));
  CHECK(outbox.hopeless(111 * kSecond));
  (void)outbox.pop(111 * kSecond);
  CHECK_FALSE(outbox.hopeless(120 * kSecond));
}

TEST_CASE("So many clients and no more, and none gets what was another's") {
  WebClients clients;
  for (int i = 0; i < WebClients::kMost; i++) REQUIRE(clients.open(true) == i);
  CHECK(clients.open(true) == -1);
  const auto gone = clients.peer(3);
  CHECK(gone.here);
  clients.close(3);
  CHECK(clients.count() == WebClients::kMost - 1);
  REQUIRE(clients.open(false) == 3);
  const std::uint8_t one[] = {1};
  CHECK_FALSE(clients.put(gone, one, 0));
  CHECK_FALSE(clients.put({.kind = OscPeer::Kind::kWeb}, one, 0));
  CHECK_FALSE(clients.waits(3));
  CHECK(clients.put(clients.peer(3), one, 0));
  CHECK(clients.waits(3));
  CHECK_FALSE(clients.peer(3).here);
}
