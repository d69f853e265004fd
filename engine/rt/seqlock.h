#pragma once
// A small value that one thread writes and any number read whole. The writer never waits; a reader that meets a write
// tries again. After Boehm, "Can seqlocks get along with programming language memory models?" (2012), with the data
// in relaxed atomics and no stand-alone fence, so that ThreadSanitizer understands it.

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace seaglass::rt {

template <class T>
class Seqlock {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  // The one writer. Wait-free.
  void store(const T& value) {
    Words words{};
    std::memcpy(words.data(), &value, sizeof(T));
    const std::uint32_t before = sequence_.load(std::memory_order_relaxed);
    sequence_.store(before + 1, std::memory_order_relaxed);
    // Release on each word: whoever sees a new word also sees the odd number above.
    for (std::size_t i = 0; i < kWords; i++) words_[i].store(words[i], std::memory_order_release);
    sequence_.store(before + 2, std::memory_order_release);
  }

  // [any] Lock-free: false only when a write got in between, in which case the value is the caller's old one.
  [[nodiscard]] bool try_load(T& value) const {
    const std::uint32_t before = sequence_.load(std::memory_order_acquire);
    if (before & 1) return false;
    Words words;
    for (std::size_t i = 0; i < kWords; i++) words[i] = words_[i].load(std::memory_order_acquire);
    if (sequence_.load(std::memory_order_relaxed) != before) return false;
    std::memcpy(static_cast<void*>(&value), words.data(), sizeof(T));
    return true;
  }

  // [any] but [audio]. Tries until it succeeds; the writer's own section is a few nanoseconds long.
  T load() const {
    T value{};
    while (!try_load(value)) {
    }
    return value;
  }

 private:
  static constexpr std::size_t kWords = (sizeof(T) + 7) / 8;
  using Words = std::array<std::uint64_t, kWords>;

  std::atomic<std::uint32_t> sequence_{0};
  std::array<std::atomic<std::uint64_t>, kWords> words_{};
};

}  // namespace seaglass::rt
