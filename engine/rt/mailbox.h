#pragma once
// The latest value from one thread to one other; older ones are overwritten. A triple buffer: each side owns one slot,
// the third changes hands by exchange, so neither ever waits.

#include <array>
#include <atomic>
#include <cstdint>

#include "engine/config.h"
#include "engine/rt/atomics.h"

namespace seaglass::rt {

template <class T, class Atomics = StdAtomics>
class Mailbox {
 public:
  // Writer. Wait-free.
  void put(const T& value) {
    T unread;
    (void)put(value, unread);
  }

  // Writer. Wait-free. True, and the older value in `unread`, when the reader had not taken that: where values are
  // owned, each is either taken or comes back.
  [[nodiscard]] bool put(const T& value, T& unread);

  // Reader. Wait-free. True, and the newest value, when one has come since the last take.
  [[nodiscard]] bool take(T& value);

  // Reader. Wait-free. Whether take() would give one.
  bool fresh() const { return (Atomics::relaxed(between_) & kFresh) != 0; }

  // ---------------------------------------------------------------------------------------------------------------
 private:
  static constexpr std::uint32_t kFresh = 4;  // set in the shared index by the writer, cleared by the reader

  struct alignas(kCacheLine) Line {
    typename Atomics::template Slot<T> value{};
  };
  std::array<Line, 3> slots_{};
  alignas(kCacheLine) std::uint32_t writing_ = 0;  // writer only
  alignas(kCacheLine) typename Atomics::template Atomic<std::uint32_t> between_{1};
  alignas(kCacheLine) std::uint32_t reading_ = 2;  // reader only
};

template <class T, class A>
bool Mailbox<T, A>::put(const T& value, T& unread) {
  slots_[writing_].value = value;
  const std::uint32_t before = A::exchange(between_, writing_ | kFresh);
  writing_ = before & 3;
  if ((before & kFresh) == 0) return false;
  unread = slots_[writing_].value;
  return true;
}

template <class T, class A>
bool Mailbox<T, A>::take(T& value) {
  if (!fresh()) return false;
  reading_ = A::exchange(between_, reading_) & 3;
  value = slots_[reading_].value;
  return true;
}

}  // namespace seaglass::rt
