#include "io/child/state_slices.h"

#include <atomic>
#include <cstring>
#include <thread>

#include "tests/catch.h"
#include "tests/io/child/local_child.h"

using namespace seaglass;
using namespace seaglass::io;
using namespace seaglass::test;

namespace {

constexpr RegionSizes kSizes{.request = 64, .reply = 64, .slices = 2, .slice = 192};
constexpr std::uint64_t kAny = 1'000'000'000;

std::vector<std::byte> filled(std::uint64_t block, std::size_t bytes = 101) {
  return std::vector<std::byte>(bytes, std::byte(block));
}

}  // namespace

TEST_CASE("the newest state of a life and a block is read, with its block") {
  LocalParent parent(kSizes);
  const RegionView view = parent.region.view();
  StateWriter writer(view);
  std::vector<std::byte> room(kSizes.slice);
  CHECK(read_state(view, 0, 1, kAny, room).sequence == 0);
  for (std::uint64_t block = 1; block < 20; block++) {
    writer.write(1, make_ticket(1, block), filled(block, 90 + block));
    const StateRead read = read_state(view, 1, 1, kAny, room);
    CHECK(read.sequence == block);
    REQUIRE(read.bytes == 90 + block);
    CHECK(std::memcmp(room.data(), filled(block, 90 + block).data(), read.bytes) == 0);
  }
  CHECK(read_state(view, 1, 1, 18, room).sequence == 18);  // of a block that was not posted: not believed
  CHECK(read_state(view, 1, 1, 17, room).sequence == 0);
  CHECK(read_state(view, 1, 2, kAny, room).sequence == 0);
  CHECK(read_state(view, 0, 1, kAny, room).sequence == 0);
  CHECK(read_state(view, 2, 1, kAny, room).sequence == 0);
  CHECK(read_state(view, 1, 1, kAny, std::span(room).first(50)).sequence == 0);
}

TEST_CASE("a writer that dies in the middle leaves the state before, and its successor is not disturbed") {
  LocalParent parent(kSizes);
  const RegionView view = parent.region.view();
  std::vector<std::byte> room(kSizes.slice);
  StateWriter writer(view);
  writer.write(0, make_ticket(1, 1), filled(1));
  writer.write(0, make_ticket(1, 2), filled(2));
  // As it would be within the third write, which goes where the first went.
  view.slice_head(0, 0).sequence += 1;
  view.slice_head(0, 0).ticket = make_ticket(1, 3);
  const StateRead read = read_state(view, 0, 1, kAny, room);
  CHECK(read.sequence == 2);
  CHECK(std::memcmp(room.data(), filled(2).data(), read.bytes) == 0);

  StateWriter successor(view);
  for (std::uint64_t block = 1; block < 5; block++) {
    successor.write(0, make_ticket(2, block), filled(block));
    CHECK(read_state(view, 0, 2, kAny, room).sequence == block);
  }
}

TEST_CASE("what does not fit is not written") {
  LocalParent parent(kSizes);
  const RegionView view = parent.region.view();
  std::vector<std::byte> room(kSizes.slice);
  StateWriter writer(view);
  writer.write(0, make_ticket(1, 1), filled(1, kSizes.slice + 1));
  writer.write(2, make_ticket(1, 1), filled(1));
  CHECK(read_state(view, 0, 1, kAny, room).sequence == 0);
  writer.write(0, make_ticket(1, 1), filled(1, kSizes.slice));
  CHECK(read_state(view, 0, 1, kAny, room).bytes == kSizes.slice);
}

TEST_CASE("a reader sees no torn state while it is written") {
  LocalParent parent(kSizes);
  const RegionView view = parent.region.view();
  std::atomic<bool> done{false};
  std::thread thread([&] {
    StateWriter writer(view);
    for (std::uint64_t block = 1; !done; block++) {
      writer.write(0, make_ticket(1, block), filled(block, 64 + block % 128));
      if (block % 64 == 0) std::this_thread::yield();
    }
  });
  std::vector<std::byte> room(kSizes.slice);
  std::uint64_t newest = 0;
  int torn = 0, backwards = 0, reads = 0;
  const Nanoseconds patience = now_ns() + 20 * kSecond;
  while (reads < 20'000 && now_ns() < patience) {
    const StateRead read = read_state(view, 0, 1, kAny, room);
    if (read.sequence == 0) continue;
    reads++;
    torn += read.bytes != 64 + read.sequence % 128;
    for (std::size_t i = 0; i < read.bytes; i++) torn += room[i] != std::byte(read.sequence);
    backwards += read.sequence < newest;
    newest = read.sequence;
  }
  done = true;
  thread.join();
  CHECK(reads == 20'000);
  CHECK(torn == 0);
  CHECK(backwards == 0);
}
