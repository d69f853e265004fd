#include "io/child/shared_region.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>

#include "tests/catch.h"
#include "tests/io/child/local_child.h"
#include "tests/io/child/talk.h"
#include "tests/io/sentence.h"

using namespace seaglass;
using namespace seaglass::io;
using namespace seaglass::test;

namespace {

// A file as the child would find it.
int file_with(const void* content, std::size_t bytes, std::size_t length) {
  const int fd = memfd_create("test", MFD_CLOEXEC);
  REQUIRE(ftruncate(fd, off_t(length)) == 0);
  REQUIRE(pwrite(fd, content, bytes, 0) == ssize_t(bytes));
  return fd;
}

Complaint complaint_about(int fd) {
  return complaint_of([fd] { SharedRegion region(fd); });
}

}  // namespace

TEST_CASE("both ends see the same memory, with the same layout") {
  const std::size_t before = open_descriptors();
  {
    LocalParent parent(kTestSizes, config_of(Start::kFail));
    const SharedRegion other(parent.fd());
    CHECK(other.bytes() == parent.region.bytes());
    const RegionView ours = parent.region.view(), theirs = other.view();
    CHECK(theirs.sizes().request == kTestSizes.request);
    CHECK(theirs.sizes().slice >= kTestSizes.slice);
    for (std::size_t slot = 0; slot < kBlockSlots; slot++) {
      std::memset(ours.request(slot).data(), 1 + int(slot), ours.request(slot).size());
      std::memset(theirs.reply(slot).data(), 3 + int(slot), theirs.reply(slot).size());
    }
    for (std::size_t slice = 0; slice < kTestSizes.slices; slice++)
      for (std::size_t copy = 0; copy < kSliceCopies; copy++)
        for (auto& word : theirs.slice_words(slice, copy)) word = slice * 2 + copy;
    // Nothing lies over anything else.
    const auto all = [](std::span<std::byte> bytes, int value) {
      for (const std::byte b : bytes)
        if (b != std::byte(value)) return false;
      return true;
    };
    for (int slot = 0; slot < int(kBlockSlots); slot++) {
      CHECK(all(theirs.request(slot), 1 + slot));
      CHECK(all(ours.reply(slot), 3 + slot));
    }
    for (std::size_t slice = 0; slice < kTestSizes.slices; slice++)
      for (std::size_t copy = 0; copy < kSliceCopies; copy++) {
        CHECK(ours.slice_words(slice, copy).front() == slice * 2 + copy);
        CHECK(ours.slice_words(slice, copy).back() == slice * 2 + copy);
        CHECK(ours.slice_head(slice, copy).sequence == 0);
      }
    CHECK(ours.words().epoch == 1);
    CHECK(parent.watch.sign() == LifeSign::kStarting);
    const auto last = theirs.slice_words(kTestSizes.slices - 1, kSliceCopies - 1);
    CHECK(reinterpret_cast<std::byte*>(last.data() + last.size()) ==
          reinterpret_cast<std::byte*>(&theirs.header()) + other.bytes());
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("the memory cannot be cut or stretched by whoever has it") {
  SharedRegion region(kTestSizes);
  CHECK(ftruncate(region.fd(), 100) != 0);
  CHECK(ftruncate(region.fd(), off_t(region.bytes()) * 2) != 0);
  region.view().request(0)[5] = std::byte(7);
}

TEST_CASE("what is no region of ours is refused with a sentence, and closed") {
  const std::size_t before = open_descriptors();
  const RegionLayout layout(kTestSizes);
  RegionHeader header = layout.header();
  const auto complaint = [&](std::size_t length) { return complaint_about(file_with(&header, sizeof header, length)); };
  CHECK(complaint(layout.total()).exit_code == 0);
  CHECK(complaint(layout.total() - 1).has("smaller than it says"));
  CHECK(complaint(sizeof header).has("smaller than it says"));
  CHECK(complaint(layout.total() - 1).exit_code == 3);
  header.version++;
  CHECK(complaint(layout.total()).has("another version"));
  header = layout.header();
  header.total += 64;
  CHECK(complaint(layout.total() + 64).has("another version"));
  header = layout.header();
  header.reply = 100;  // not as it would be rounded
  CHECK(complaint(layout.total()).has("another version"));
  header = layout.header();
  header.slices = ~std::uint64_t{0} / 2048;
  CHECK(complaint(layout.total()).has("impossible size"));
  header = layout.header();
  header.magic++;
  CHECK(complaint(layout.total()).has("something else"));
  CHECK(complaint_about(file_with("abc", 3, 3)).has("cannot be read"));
  CHECK(complaint_about(-1).has("cannot be read"));
  CHECK(open_descriptors() == before);
}

TEST_CASE("memory that is refused is one sentence") {
  const std::size_t before = open_descriptors();
  const auto of_size = [](std::size_t request, std::size_t reply) {
    return complaint_of([&] { SharedRegion region({.request = request, .reply = reply}); });
  };
  CHECK(of_size(std::size_t{1} << 40, 1).has("impossible size"));
  CHECK(of_size(1, 0).exit_code == 6);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  rlimit old{};
  getrlimit(RLIMIT_AS, &old);
  const rlimit little{1 << 20, old.rlim_max};  // less than this process has already
  setrlimit(RLIMIT_AS, &little);
  const Complaint refused = complaint_of([] { SharedRegion region(kTestSizes); });
  setrlimit(RLIMIT_AS, &old);
  CHECK(refused.exit_code == 6);
  CHECK(refused.has("is refused: Cannot allocate memory; close other programs"));
#endif
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  const rlimit none{0, files.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  const Complaint no_fd = complaint_of([] { SharedRegion region(kTestSizes); });
  setrlimit(RLIMIT_NOFILE, &files);
  CHECK(no_fd.exit_code == 6);
  CHECK(open_descriptors() == before);
}
