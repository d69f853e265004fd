#pragma once
// Cases for RealtimeSanitizer, one process each since it ends the program at its first report. CMake finds them by the
// macro at the start of a line in tests/realtime/*_cases.cc and makes one ctest of each:
//
//   REALTIME_CASE(spsc_ring) {
//     SpscRing<int> ring(8);            // prepare: may allocate
//     rt::RealtimeScope scope;          // from here on it may not
//     keep(ring.push(1));
//   }
//
// REALTIME_CONTROL is a case that must be reported.

#include "engine/rt/realtime_scope.h"

namespace seaglass::test {

struct RealtimeCase {
  RealtimeCase(const char* the_name, void (*what)());

  const char* name;
  void (*run)();
  const RealtimeCase* next;
};

// Uses a result, so that the compiler cannot leave out the call.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

}  // namespace seaglass::test

#define REALTIME_CASE(name)                                                       \
  static void name##_case();                                                      \
  static const seaglass::test::RealtimeCase name##_entry{#name, name##_case};     \
  static void name##_case()

#define REALTIME_CONTROL(name) REALTIME_CASE(name)
