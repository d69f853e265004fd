#pragma once
// The three memory orders that our lock-free classes use, behind names that a model checker can replace
// (tests/engine/rt/relacy_models.cc does).

#include <atomic>
#include <cstddef>

namespace seaglass::rt {

struct StdAtomics {
  template <class T>
  using Atomic = std::atomic<T>;

  // Plain data that changes hands: a model checker sees each access to it.
  template <class T>
  using Slot = T;

  static_assert(std::atomic<std::size_t>::is_always_lock_free);

  template <class T>
  static T relaxed(const std::atomic<T>& a) {
    return a.load(std::memory_order_relaxed);
  }
  template <class T>
  static T acquire(const std::atomic<T>& a) {
    return a.load(std::memory_order_acquire);
  }
  template <class T, class V>
  static void release(std::atomic<T>& a, V value) {
    a.store(value, std::memory_order_release);
  }
  template <class T, class V>
  static T exchange(std::atomic<T>& a, V value) {
    return a.exchange(value, std::memory_order_acq_rel);
  }
};

}  // namespace seaglass::rt
