// The positive controls of the guards: what they are there to catch must trip them.

#include <sys/mman.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/realtime/thread_usage.h"

using seaglass::test::AllocationGuard;
using seaglass::test::ThreadUsage;

namespace {

// Keeps the compiler from leaving out an allocation that nobody uses.
void keep(const void* p) { asm volatile("" : : "r"(p) : "memory"); }

}  // namespace

TEST_CASE("AllocationGuard counts nothing when nothing is allocated") {
  AllocationGuard guard;
  int sum = 0;
  for (int i = 0; i < 100; i++) sum += i;
  keep(&sum);
  REQUIRE(guard.count() == 0);
}

TEST_CASE("AllocationGuard sees every way to allocate and free") {
  if (!AllocationGuard::kActive) return;
  const auto counted = [](auto&& action) {
    AllocationGuard guard;
    action();
    return guard.count();
  };
  REQUIRE(counted([] { std::free(nullptr); }) == 0);
  REQUIRE(counted([] {
            void* p = std::malloc(10);
            keep(p);
            std::free(p);
          }) == 2);
  REQUIRE(counted([] {
            int* p = new int(3);
            keep(p);
            delete p;
          }) == 2);
  REQUIRE(counted([] {
            struct alignas(128) Wide {
              char c[128];
            };
            Wide* p = new Wide;
            keep(p);
            delete p;
          }) == 2);
  REQUIRE(counted([] {
            void* p = std::calloc(2, 8);
            p = std::realloc(p, 5000);
            keep(p);
            std::free(p);
          }) == 3);
  REQUIRE(counted([] { keep(std::vector<int>(1000).data()); }) == 2);
  REQUIRE(counted([] { keep(std::string(100, 'x').data()); }) == 2);  // within libstdc++.so
}

TEST_CASE("AllocationGuard leaves other threads out") {
  if (!AllocationGuard::kActive) return;
  std::uint64_t there = 0;
  std::thread other([&] {
    AllocationGuard guard;
    for (int i = 0; i < 50; i++) keep(std::vector<int>(10).data());
    there = guard.count();
  });
  AllocationGuard guard;
  other.join();
  REQUIRE(guard.count() < 10);  // what join may need
  REQUIRE(there == 100);
}

TEST_CASE("ThreadUsage sees a sleep and a first touch of memory") {
  ThreadUsage usage;
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  REQUIRE(usage.voluntary_switches() >= 1);

  constexpr std::size_t kBytes = 64 * 4096;
  void* memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  madvise(memory, kBytes, MADV_NOHUGEPAGE);
  ThreadUsage touching;
  for (std::size_t i = 0; i < kBytes; i += 4096) static_cast<volatile char*>(memory)[i] = 1;
  const long faults = touching.page_faults();
  REQUIRE(faults >= 32);
  ThreadUsage again;
  for (std::size_t i = 0; i < kBytes; i += 4096) static_cast<volatile char*>(memory)[i] = 2;
  const long more = again.page_faults();
  REQUIRE(more == 0);
  munmap(memory, kBytes);
}
