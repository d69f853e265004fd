#include "engine/rt/denormals.h"

#include <limits>

#include "tests/catch.h"

using seaglass::rt::DenormalScope;

namespace {

// Through volatile, so that the product is computed here and now.
float product(float a, float b) {
  volatile float x = a;
  volatile float y = b;
  volatile float z = x * y;
  return z;
}

constexpr float kSmallest = std::numeric_limits<float>::min();

}  // namespace

TEST_CASE("DenormalScope flushes what is too small, and only while it lives") {
  REQUIRE(product(kSmallest, 0.5f) > 0);
  {
    DenormalScope scope;
    REQUIRE(product(kSmallest, 0.5f) == 0);            // results
    REQUIRE(product(kSmallest / 2, 1e30f) == 0);       // arguments
    REQUIRE(product(kSmallest, 2.0f) == 2 * kSmallest);  // normal numbers are as ever
    {
      DenormalScope inner;
      REQUIRE(product(kSmallest, 0.5f) == 0);
    }
    REQUIRE(product(kSmallest, 0.5f) == 0);
  }
  REQUIRE(product(kSmallest, 0.5f) > 0);
}
