#include "tools/seaglass/last_memory.h"

#include <atomic>
#include <cstddef>
#include <new>

namespace seaglass {
namespace {

constexpr std::size_t kKept = 1 << 20;  // bytes: goes back to the system at once, and is more than any document's nesting

std::atomic<char*> kept{nullptr};

// Any thread.
void let_go() {
  delete[] kept.exchange(nullptr);
  throw std::bad_alloc();
}

}  // namespace

void keep_last_memory() {
  kept = new char[kKept];
  std::set_new_handler(let_go);
}

}  // namespace seaglass
