#include "engine/rt/seqlock.h"

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "tests/catch.h"

using seaglass::rt::Seqlock;

namespace {

struct Odd {  // a size that is no multiple of a word
  std::uint64_t a;
  std::uint16_t b;
  char c[3];
};

}  // namespace

TEST_CASE("Seqlock gives back what was stored, whatever its size") {
  Seqlock<Odd> lock;
  lock.store({.a = 7, .b = 8, .c = {'x', 'y', 'z'}});
  const Odd odd = lock.load();
  REQUIRE(odd.a == 7);
  REQUIRE(odd.b == 8);
  REQUIRE(odd.c[2] == 'z');

  Seqlock<char> small;
  REQUIRE(small.load() == 0);
  small.store('q');
  REQUIRE(small.load() == 'q');
}

TEST_CASE("Seqlock readers never see a torn value nor an older one") {
  constexpr std::uint64_t kStores = 300'000;
  using Wide = std::array<std::uint64_t, 8>;
  Seqlock<Wide> lock;
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> torn{0};
  std::atomic<std::uint64_t> backwards{0};
  std::atomic<std::uint64_t> reads{0};

  std::vector<std::thread> readers;
  for (int r = 0; r < 3; r++) {
    readers.emplace_back([&] {
      std::uint64_t newest = 0;
      std::uint64_t count = 0;
      for (bool last = false; !last;) {
        last = done.load(std::memory_order_acquire);
        Wide wide{};
        if (!lock.try_load(wide)) {
          if (wide != Wide{}) torn++;  // a failed try leaves the caller's value alone
          continue;
        }
        for (std::size_t k = 0; k < wide.size(); k++)
          if (wide[k] != wide[0] * (k + 1)) torn++;
        if (wide[0] < newest) backwards++;
        newest = wide[0];
        count++;
      }
      reads += count;
    });
  }
  Wide wide;
  for (std::uint64_t i = 1; i <= kStores; i++) {
    for (std::size_t k = 0; k < wide.size(); k++) wide[k] = i * (k + 1);
    lock.store(wide);
    if (i % 1000 == 0) std::this_thread::yield();
  }
  done.store(true, std::memory_order_release);
  for (std::thread& reader : readers) reader.join();

  REQUIRE(torn == 0);
  REQUIRE(backwards == 0);
  REQUIRE(reads > 0);
  REQUIRE(lock.load()[0] == kStores);
}
