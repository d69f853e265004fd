#include "tests/realtime/allocation_guard.h"

#include <cerrno>
#include <cstddef>

namespace {

thread_local constinit std::uint64_t t_calls = 0;

}  // namespace

std::uint64_t seaglass::test::AllocationGuard::calls() { return t_calls; }

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* p, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* p);

// A definition in the program itself takes the place of the C library's, for the libraries it loads too.
void* malloc(std::size_t size) {
  t_calls++;
  return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
  t_calls++;
  return __libc_calloc(count, size);
}

void* realloc(void* p, std::size_t size) {
  t_calls++;
  return __libc_realloc(p, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  t_calls++;
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  t_calls++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** p, std::size_t alignment, std::size_t size) {
  t_calls++;
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  void* const memory = __libc_memalign(alignment, size);
  if (memory == nullptr) return ENOMEM;
  *p = memory;
  return 0;
}

void free(void* p) {
  t_calls += p != nullptr;
  __libc_free(p);
}

}  // extern "C"

#endif
