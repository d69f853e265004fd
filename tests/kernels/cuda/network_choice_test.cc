// Which variants of the network are tried, in which order.

#include <algorithm>
#include <set>
#include <string>

#include "kernels/cuda/network_variant.h"
#include "tests/catch.h"

using namespace seaglass::cuda;

TEST_CASE("For every batch and device there is a variant that every device has, and clusters only where they exist") {
  for (const int rows : {0, 1, 2, 16, 17, 64, 256, 1024, 1025, 4096, 1 << 24})
    for (const int capability : {75, 80, 86, 89, 90, 100, 120}) {
      const auto variants = preferred(rows, capability);
      CAPTURE(rows, capability);
      REQUIRE(std::count(variants.begin(), variants.end(), NetworkVariant::kLayered) == 1);
      REQUIRE((std::count(variants.begin(), variants.end(), NetworkVariant::kCluster) == 1) == (capability >= 90));
      REQUIRE(std::set(variants.begin(), variants.end()).size() == variants.size());
    }
}

TEST_CASE("Variants are told apart by their names, and the libraries' do not promise the CPU's bits") {
  std::set<std::string> names;
  for (const NetworkVariant variant : kNetworkVariants) names.insert(name_of(variant));
  REQUIRE(names.size() == std::size(kNetworkVariants));
  REQUIRE((exact(NetworkVariant::kCluster) && exact(NetworkVariant::kLayered)));
  REQUIRE_FALSE((exact(NetworkVariant::kCublasLt) || exact(NetworkVariant::kCudnn)));
}
