#include "engine/rt/mailbox.h"

#include <array>
#include <atomic>
#include <thread>

#include "tests/catch.h"

using seaglass::rt::Mailbox;

TEST_CASE("Mailbox hands over the newest value once") {
  Mailbox<int> box;
  int value = -1;
  REQUIRE_FALSE(box.take(value));
  REQUIRE(value == -1);
  box.put(1);
  REQUIRE(box.take(value));
  REQUIRE(value == 1);
  REQUIRE_FALSE(box.take(value));
  for (int i = 2; i <= 9; i++) box.put(i);
  REQUIRE(box.take(value));
  REQUIRE(value == 9);
  REQUIRE_FALSE(box.take(value));
}

TEST_CASE("Mailbox gives back what was overwritten before it was read, and only that") {
  Mailbox<int> box;
  int unread = -1, value = -1;
  REQUIRE_FALSE(box.fresh());
  REQUIRE_FALSE(box.put(1, unread));
  REQUIRE(box.fresh());
  REQUIRE(box.put(2, unread));
  REQUIRE(unread == 1);
  REQUIRE(box.put(3, unread));
  REQUIRE(unread == 2);
  REQUIRE(box.take(value));
  REQUIRE(value == 3);
  REQUIRE_FALSE(box.fresh());
  REQUIRE_FALSE(box.put(4, unread));
  REQUIRE(unread == 2);
}

TEST_CASE("Mailbox works at every rotation of its three slots") {
  Mailbox<int> box;
  int next = 0;
  for (int round = 0; round < 100; round++) {
    for (int puts = 0; puts <= round % 4; puts++) box.put(next++);
    int value = -1;
    REQUIRE(box.take(value));
    REQUIRE(value == next - 1);
  }
}

TEST_CASE("Mailbox never tears a value nor goes back, with both threads running") {
  constexpr std::uint64_t kPuts = 1'000'000;
  using Wide = std::array<std::uint64_t, 16>;
  Mailbox<Wide> box;
  std::atomic<bool> done{false};

  std::thread writer([&] {
    Wide wide;
    for (std::uint64_t i = 1; i <= kPuts; i++) {
      for (std::size_t k = 0; k < wide.size(); k++) wide[k] = i * (k + 1);
      box.put(wide);
    }
    done.store(true, std::memory_order_release);
  });

  std::uint64_t newest = 0;
  std::uint64_t torn = 0;
  std::uint64_t backwards = 0;
  Wide wide{};
  for (bool last = false; !last;) {
    last = done.load(std::memory_order_acquire);
    if (!box.take(wide)) {
      std::this_thread::yield();
      continue;
    }
    for (std::size_t k = 0; k < wide.size(); k++) torn += wide[k] != wide[0] * (k + 1);
    backwards += wide[0] <= newest;
    newest = wide[0];
  }
  writer.join();
  REQUIRE(torn == 0);
  REQUIRE(backwards == 0);
  REQUIRE(newest == kPuts);  // the last value always arrives
}
