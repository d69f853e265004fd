#pragma once
// While a DenormalScope lives, results too small for a normal float are zero. A decaying note would otherwise run a
// hundred times slower at its end; and since rounding depends on it, every driver of render() must hold one.

#if defined(__SSE__)
#include <xmmintrin.h>
#endif
#include <cstdint>

namespace seaglass::rt {

class DenormalScope {
 public:
  DenormalScope() : saved_(get()) { set(flushing(saved_)); }
  ~DenormalScope() { set(saved_); }
  DenormalScope(const DenormalScope&) = delete;
  DenormalScope& operator=(const DenormalScope&) = delete;

 private:
#if defined(__SSE__)
  using Word = unsigned int;
  static Word get() { return _mm_getcsr(); }
  static void set(Word w) { _mm_setcsr(w); }
  static Word flushing(Word w) { return w | 0x8040; }  // flush to zero, denormals are zero
#elif defined(__aarch64__)
  using Word = std::uint64_t;
  static Word get() {
    Word w;
    asm volatile("mrs %0, fpcr" : "=r"(w));
    return w;
  }
  static void set(Word w) { asm volatile("msr fpcr, %0" : : "r"(w)); }
  static Word flushing(Word w) { return w | (Word{1} << 24); }
#else
  using Word = int;
  static Word get() { return 0; }
  static void set(Word) {}
  static Word flushing(Word w) { return w; }
#endif
  Word saved_;
};

}  // namespace seaglass::rt
