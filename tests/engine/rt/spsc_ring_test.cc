#include "engine/rt/spsc_ring.h"

#include <array>
#include <thread>
#include <vector>

#include "tests/catch.h"

using seaglass::rt::SpscRing;

TEST_CASE("SpscRing gives items back in order") {
  SpscRing<int> ring(8);
  for (int i = 0; i < 5; i++) REQUIRE(ring.push(i));
  REQUIRE(ring.size() == 5);
  for (int i = 0; i < 5; i++) {
    int item = -1;
    REQUIRE(ring.pop(item));
    REQUIRE(item == i);
  }
  int item = -1;
  REQUIRE_FALSE(ring.pop(item));
  REQUIRE(item == -1);
}

TEST_CASE("SpscRing rounds its capacity up to a power of two") {
  REQUIRE(SpscRing<int>(1).capacity() == 1);
  REQUIRE(SpscRing<int>(5).capacity() == 8);
  REQUIRE(SpscRing<int>(64).capacity() == 64);
}

TEST_CASE("SpscRing refuses what does not fit and keeps what it has") {
  SpscRing<int> ring(4);
  for (int i = 0; i < 4; i++) REQUIRE(ring.push(i));
  REQUIRE_FALSE(ring.push(99));
  REQUIRE(ring.size() == ring.capacity());
  int item = -1;
  REQUIRE(ring.pop(item));
  REQUIRE(item == 0);
  REQUIRE(ring.push(4));
  for (int i = 1; i <= 4; i++) {
    REQUIRE(ring.pop(item));
    REQUIRE(item == i);
  }
}

TEST_CASE("SpscRing wraps around at every offset") {
  SpscRing<int> ring(4);
  int written = 0;
  int read = 0;
  for (int round = 0; round < 1000; round++) {
    const int count = round % 5;  // 0 to a full ring
    for (int i = 0; i < count; i++) REQUIRE(ring.push(written++));
    for (int i = 0; i < count; i++) {
      int item = -1;
      REQUIRE(ring.pop(item));
      REQUIRE(item == read++);
    }
    REQUIRE(ring.size() == 0);
  }
}

TEST_CASE("SpscRing push_all takes all or nothing") {
  SpscRing<int> ring(8);
  const std::array<int, 5> five{0, 1, 2, 3, 4};
  REQUIRE(ring.push_all(five));
  REQUIRE_FALSE(ring.push_all(five));
  REQUIRE(ring.size() == 5);
  REQUIRE(ring.push_all(std::span(five).first(3)));
  REQUIRE(ring.push_all({}));
  std::array<int, 9> out{};
  REQUIRE(ring.pop_some(out) == 8);
  REQUIRE(out == std::array<int, 9>{0, 1, 2, 3, 4, 0, 1, 2, 0});
  REQUIRE_FALSE(ring.push_all(std::vector<int>(9)));  // never fits
  REQUIRE(ring.push_all(std::vector<int>(8)));        // across the end
}

TEST_CASE("SpscRing pop_some takes what there is, front leaves it") {
  SpscRing<int> ring(8);
  REQUIRE(ring.front() == nullptr);
  REQUIRE(ring.push_all(std::array{1, 2, 3}));
  REQUIRE(*ring.front() == 1);
  REQUIRE(*ring.front() == 1);
  std::array<int, 2> two{};
  REQUIRE(ring.pop_some(two) == 2);
  REQUIRE(two == std::array{1, 2});
  REQUIRE(*ring.front() == 3);
  REQUIRE(ring.pop_some(two) == 1);
  REQUIRE(ring.pop_some(two) == 0);
}

namespace {

// Torn or reordered items would break the relation between the words.
struct Wide {
  std::uint64_t number, square, complement, sum;
  static Wide of(std::uint64_t n) { return {n, n * n, ~n, n + n * n + ~n}; }
  bool whole() const { return square == number * number && complement == ~number && sum == number + square + complement; }
};

}  // namespace

TEST_CASE("SpscRing carries two million items between two threads, whole and in order") {
  constexpr std::uint64_t kItems = 2'000'000;
  SpscRing<Wide> ring(256);

  std::thread producer([&] {
    std::uint64_t sent = 0;
    std::array<Wide, 7> some;
    while (sent < kItems) {
      const std::size_t count = std::min<std::uint64_t>(1 + sent % some.size(), kItems - sent);
      for (std::size_t i = 0; i < count; i++) some[i] = Wide::of(sent + i);
      if (count == 1 ? ring.push(some[0]) : ring.push_all(std::span(some).first(count)))
        sent += count;
      else
        std::this_thread::yield();
    }
  });

  std::uint64_t next = 0;
  std::uint64_t bad = 0;
  std::array<Wide, 11> some;
  while (next < kItems) {
    std::size_t count = 0;
    if (next % 3 == 0) {
      count = ring.pop_some(some);
    } else if (ring.pop(some[0])) {
      count = 1;
    }
    if (count == 0) std::this_thread::yield();
    for (std::size_t i = 0; i < count; i++) bad += some[i].number != next++ || !some[i].whole();
  }
  producer.join();
  REQUIRE(bad == 0);
  REQUIRE(next == kItems);
  REQUIRE(ring.size() == 0);
}
