#pragma once
// Both ends of an exchange in one process, for tests that look closely, and for ThreadSanitizer.

#include <unistd.h>

#include <vector>

#include "io/child/block_exchange.h"
#include "io/child/life_watch.h"
#include "io/child/shared_region.h"
#include "tests/catch.h"

namespace seaglass::test {

// The parent's end of life 1, and the memory that the child's end finds by descriptor.
struct LocalParent {
  explicit LocalParent(const io::RegionSizes& sizes, std::vector<std::byte> config = {})
      : region(sizes), exchange(region), watch(region.view(), exchange) {
    watch.begin(1, config, 0);
  }

  int fd() const {
    const int fd = dup(region.fd());
    REQUIRE(fd >= 0);
    return fd;
  }

  io::SharedRegion region;
  io::BlockExchange exchange;
  io::LifeWatch watch;
};

}  // namespace seaglass::test
