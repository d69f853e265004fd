// mix_levels and pan, at every level, and the choice of a level.

#include <algorithm>
#include <random>
#include <vector>

#include "engine/patch/tracks.h"
#include "kernels/kernels.h"
#include "tests/catch.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

TEST_CASE("mix_levels interpolates stored levels in dB and adds up the shares") {
  std::mt19937 random(2);
  std::vector<std::uint8_t> table(8 * 2 * 96);
  for (auto& x : table) x = std::uint8_t(random() % 256);
  for (const VoiceKernels* kernels : kernels::available())
    for (const int rows_used : {1, 2, 3, 8})
      for (const int count : {1, 15, 16, 65, 96}) {
        LevelRows rows[8];
        for (int r = 0; r < rows_used; r++)
          rows[r] = {table.data() + 192 * r, table.data() + 192 * r + 96, float(random() % 1000) / 1000,
                     1.0f / float(rows_used), r % 3 == 2 ? count / 2 : count};
        std::vector<float> out(96, 77.0f);
        kernels->mix_levels(rows, rows_used, out.data(), count);
        CAPTURE(kernels->name, rows_used, count);
        for (int k = 0; k < count; k++) {
          double wanted = 0, missing = 0;
          for (int r = 0; r < rows_used; r++) {
            const double weight = rows[r].weight;
            if (k < rows[r].count)
              wanted -= weight * kLevelStepDb * (rows[r].before[k] + double(rows[r].fraction) * (rows[r].after[k] - rows[r].before[k]));
            else
              missing += weight;
          }
          if (missing > 0) wanted = wanted / (1 - missing) - kMissingDb * missing;
          if (wanted < kLevelFloorDb) wanted += double(kFloorSlope) * (wanted - kLevelFloorDb);
          REQUIRE(out[std::size_t(k)] == Approx(wanted).margin(wanted < kLevelFloorDb ? 3e-3 : 3e-4));  // of 102 dB, in float
        }
        for (int k = count; k < 96; k++) REQUIRE(out[std::size_t(k)] == 77.0f);
      }
}

TEST_CASE("pan adds with a gain for each side, the same bits in any pieces") {
  std::mt19937 random(3);
  std::vector<float> in(256), start(256);
  for (float& x : in) x = float(random() % 2000) / 1000 - 1;
  for (float& x : start) x = float(random() % 2000) / 1000 - 1;
  for (const VoiceKernels* kernels : kernels::available()) {
    auto left = start, right = start;
    kernels->pan(in.data(), 256, 0.3f, -0.7f, left.data(), right.data());
    for (std::size_t i = 0; i < 256; i++) {
      REQUIRE(left[i] == Approx(double(start[i]) + 0.3f * double(in[i])).margin(1.5e-7));
      REQUIRE(right[i] == Approx(double(start[i]) - 0.7f * double(in[i])).margin(1.5e-7));
    }
    for (const int piece : {1, 7, 64}) {
      auto l = start, r = start;
      for (int at = 0; at < 256; at += piece) {
        const int n = std::min(piece, 256 - at);
        kernels->pan(in.data() + at, n, 0.3f, -0.7f, l.data() + at, r.data() + at);
      }
      CAPTURE(kernels->name, piece);
      REQUIRE(first_difference(left, l) == -1);
      REQUIRE(first_difference(right, r) == -1);
    }
  }
}

TEST_CASE("Kernels are found by name, the best is one of those that run here") {
  const auto all = kernels::available();
  REQUIRE_FALSE(all.empty());
  for (const VoiceKernels* kernels : all) REQUIRE(kernels::find(kernels->name) == kernels);
  REQUIRE(kernels::find("v9") == nullptr);
  REQUIRE(std::find(all.begin(), all.end(), &kernels::best()) != all.end());
}
