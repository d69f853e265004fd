#pragma once
// Counts what the calling thread asks of the allocator: malloc, free and their kin, and so new and delete. Every test
// program has it. Under the sanitizers, which bring allocators of their own, it counts nothing: see kActive.
//
//   AllocationGuard guard;
//   voice.process(block);
//   REQUIRE(guard.count() == 0);

#include <cstdint>

namespace seaglass::test {

class AllocationGuard {
 public:
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  static constexpr bool kActive = true;
#else
  static constexpr bool kActive = false;
#endif

  // [any] Counts from here on, for the calling thread alone.
  AllocationGuard() : before_(calls()) {}

  // [any] Calls of the allocator by this thread since then; null pointers given to free do not count.
  std::uint64_t count() const { return calls() - before_; }

 private:
  static std::uint64_t calls();

  std::uint64_t before_;
};

}  // namespace seaglass::test
