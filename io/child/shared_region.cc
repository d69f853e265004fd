#include "io/child/shared_region.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <string>

#include "io/errors.h"

namespace seaglass::io {
namespace {

constexpr std::size_t kPage = 4096;  // the smallest there is; larger ones are touched more often than need be

// The sizes that a region states, not believed yet.
RegionLayout stated_by(int fd) {
  RegionHeader header{};
  const ssize_t count = pread(fd, &header, sizeof header, 0);
  const auto refuse = [](const char* why) {
    throw FileError(std::string("the memory handed over by the instrument ") + why + "; start this program from it");
  };
  if (count != ssize_t(sizeof header)) refuse("cannot be read");
  if (header.magic != RegionLayout({.request = 1, .reply = 1}).header().magic) refuse("is something else");
  const RegionLayout layout({.config = header.config, .request = header.request, .reply = header.reply,
                             .slices = header.slices, .slice = header.slice});
  if (!(layout.header() == header)) refuse("belongs to another version of it");
  struct stat status {};
  if (fstat(fd, &status) != 0 || std::size_t(status.st_size) < layout.total()) refuse("is smaller than it says");
  return layout;
}

// Closes what it was given when it cannot be used: a constructor that throws has no destructor.
RegionLayout checked(int fd) {
  try {
    return stated_by(fd);
  } catch (...) {
    close(fd);
    throw;
  }
}

// Between two processes a first touch is a page fault each.
void touch(std::byte* base, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; i += kPage)
    __atomic_fetch_or(reinterpret_cast<unsigned char*>(base + i), 0, __ATOMIC_RELAXED);
}

}  // namespace

SharedRegion::SharedRegion(const RegionSizes& sizes) : layout_(sizes) {
  fd_ = memfd_create("seaglass", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd_ < 0) give_up("is not to be had");
  if (ftruncate(fd_, off_t(bytes())) != 0) give_up("is refused");
  // Reserved now: what is missing later would be a signal at the first touch.
  if (fallocate(fd_, 0, 0, off_t(bytes())) != 0 && errno != EOPNOTSUPP) give_up("is refused");
  fcntl(fd_, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
  map();
  view().header() = layout_.header();
  new (&view().words()) SharedWords;
  for (std::size_t slice = 0; slice < layout_.sizes().slices; slice++)
    for (std::size_t copy = 0; copy < kSliceCopies; copy++) new (&view().slice_head(slice, copy)) SliceHead;
}

SharedRegion::SharedRegion(int fd) : fd_(fd), layout_(checked(fd)) {
  fcntl(fd_, F_SETFD, FD_CLOEXEC);
  map();
}

SharedRegion::~SharedRegion() {
  munmap(base_, bytes());
  close(fd_);
}

void SharedRegion::map() {
  void* const memory = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd_, 0);
  if (memory == MAP_FAILED) give_up("is refused");
  base_ = static_cast<std::byte*>(memory);
  locked_ = mlock(base_, bytes()) == 0;
  touch(base_, bytes());
}

void SharedRegion::give_up(const char* what) {
  const int error = errno;
  if (fd_ >= 0) close(fd_);
  throw ResourceError("the memory that two processes share (" + std::to_string(bytes() >> 10) + " KiB) " + what + ": " +
                      std::strerror(error) + "; close other programs, or play with fewer voices");
}

}  // namespace seaglass::io
