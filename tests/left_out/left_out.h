#pragma once
// A test that cannot run here, since a program is not installed, says so and ends; ctest shows it as skipped.

#include "tests/catch.h"

namespace seaglass::test {

// The exit code of a test program of whose tests all were left out. tests/CMakeLists.txt tells it to ctest.
inline constexpr int kLeftOut = 77;

inline bool left_out = false;  // the test that runs

}  // namespace seaglass::test

// LEFT_OUT("pd is not installed"): the caller returns from the test.
#define LEFT_OUT(why)                \
  do {                               \
    WARN("left out: " << why);       \
    seaglass::test::left_out = true; \
  } while (false)
