// What left_out_test.py runs: tests that pass, fail and are left out.

#include "tests/left_out/left_out.h"

TEST_CASE("passes") { CHECK(true); }
TEST_CASE("fails") { CHECK(false); }
TEST_CASE("is left out") { LEFT_OUT("a program is not installed"); }
TEST_CASE("is left out as well") { LEFT_OUT("another one is not installed"); }
TEST_CASE("fails and is left out") {
  CHECK(false);
  LEFT_OUT("a program is not installed");
}
TEST_CASE("fails as often as the code for what is left out says") {
  for (int i = 0; i < seaglass::test::kLeftOut; i++) CHECK(false);
}
