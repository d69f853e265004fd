#pragma once
// A bounded queue from one thread to one other. The formula is Lamport's (1983): two counters that only grow, each
// written by one side; each side keeps a copy of the other's, so that it looks across only when the copy runs out.

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

#include "engine/config.h"
#include "engine/rt/atomics.h"

namespace seaglass::rt {

// Atomics is the policy that a model checker replaces.
template <class T, class Atomics = StdAtomics>
class SpscRing {
  using Slot = typename Atomics::template Slot<T>;  // T itself, but for the model checker

 public:
  // [control] Room for at least `capacity` items, rounded up to a power of two.
  explicit SpscRing(std::size_t capacity);

  // Producer. Wait-free. False when there is no room: the caller counts what it lost.
  [[nodiscard]] bool push(const T& item);

  // Producer. Wait-free. All of the items or none.
  [[nodiscard]] bool push_all(std::span<const T> items);

  // Consumer. Wait-free. False when empty.
  [[nodiscard]] bool pop(T& item);

  // Consumer. Wait-free. The oldest item, or null; it stays until pop.
  [[nodiscard]] const Slot* front();

  // Consumer. Wait-free. Takes up to items.size() items, returns how many.
  [[nodiscard]] std::size_t pop_some(std::span<T> items);

  // Either side. Wait-free. At most the truth for the consumer, at least the truth for the producer.
  std::size_t size() const;

  std::size_t capacity() const { return mask_ + 1; }

  // ---------------------------------------------------------------------------------------------------------------
 private:
  using Counter = typename Atomics::template Atomic<std::size_t>;
  static_assert(std::is_trivially_copyable_v<T>);

  std::size_t mask_;
  std::unique_ptr<Slot[]> slots_;

  alignas(kCacheLine) Counter tail_{0};  // written by the producer
  std::size_t head_seen_ = 0;            // producer's copy of head_
  alignas(kCacheLine) Counter head_{0};  // written by the consumer
  std::size_t tail_seen_ = 0;            // consumer's copy of tail_
};

namespace detail {
constexpr std::size_t power_of_two_from(std::size_t n) {
  std::size_t p = 1;
  while (p < n) p *= 2;
  return p;
}
}  // namespace detail

template <class T, class A>
SpscRing<T, A>::SpscRing(std::size_t capacity)
    : mask_(detail::power_of_two_from(capacity) - 1), slots_(std::make_unique<Slot[]>(mask_ + 1)) {}

template <class T, class A>
bool SpscRing<T, A>::push(const T& item) {
  return push_all({&item, 1});
}

template <class T, class A>
bool SpscRing<T, A>::push_all(std::span<const T> items) {
  const std::size_t tail = A::relaxed(tail_);
  if (tail + items.size() - head_seen_ > capacity()) {
    head_seen_ = A::acquire(head_);
    if (tail + items.size() - head_seen_ > capacity()) return false;
  }
  for (std::size_t i = 0; i < items.size(); i++) slots_[(tail + i) & mask_] = items[i];
  A::release(tail_, tail + items.size());
  return true;
}

template <class T, class A>
auto SpscRing<T, A>::front() -> const Slot* {
  const std::size_t head = A::relaxed(head_);
  if (head == tail_seen_) {
    tail_seen_ = A::acquire(tail_);
    if (head == tail_seen_) return nullptr;
  }
  return &slots_[head & mask_];
}

template <class T, class A>
bool SpscRing<T, A>::pop(T& item) {
  const Slot* oldest = front();
  if (oldest == nullptr) return false;
  item = *oldest;
  A::release(head_, A::relaxed(head_) + 1);
  return true;
}

template <class T, class A>
std::size_t SpscRing<T, A>::pop_some(std::span<T> items) {
  const std::size_t head = A::relaxed(head_);
  tail_seen_ = A::acquire(tail_);
  std::size_t count = tail_seen_ - head;
  if (count > items.size()) count = items.size();
  for (std::size_t i = 0; i < count; i++) items[i] = slots_[(head + i) & mask_];
  if (count > 0) A::release(head_, head + count);
  return count;
}

template <class T, class A>
std::size_t SpscRing<T, A>::size() const {
  const std::size_t head = A::acquire(head_);
  return A::acquire(tail_) - head;
}

}  // namespace seaglass::rt
