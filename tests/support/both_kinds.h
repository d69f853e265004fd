#pragma once
// For what the kinds of patches have in common: a fixture whose test runs twice, on a small track model and on a small
// neural one.

#include <memory>
#include <span>

#include "tests/catch.h"
#include "tests/support/play.h"
#include "tests/support/small_neural.h"

namespace seaglass::test {

struct BothKinds {
  const bool neural = GENERATE(false, true);

  std::unique_ptr<VoiceModel> make(const ModelSetup& setup = {}) const {
    if (neural) return make_small_neural(setup);
    return make_small_model(setup);
  }
  Sound play(std::span<const Event> events, int count, const ModelSetup& setup = {}) const {
    return test::play(*make(setup), events, count, 64);
  }

  std::span<const int> programs() const {
    static constexpr int kNeural[] = {0, 1, 2, 3, 4, 5, 6};
    return neural ? std::span<const int>(kNeural) : std::span<const int>(kSmallPrograms);
  }
  int decaying() const { return neural ? 2 : 1; }  // programs; 0 is bowed, 5 the drum
};

}  // namespace seaglass::test
