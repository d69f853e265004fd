#pragma once
// Finds the velocity curve of a performer at their keyboard: they play some notes as softly as they mean to, then some
// as hard. From quantiles, so that one slip of a finger moves nothing.
//
// The ends lie beyond each group's median by twice its inner reach (about two standard deviations), since nobody plays
// their extremes twelve times in a row. The bend is the one with which the soft and the hard group are equally wide: a
// keyboard that crams all soft playing into a few steps is spread out there.

#include <array>
#include <cstddef>

#include "engine/control/velocity_curve.h"

namespace seaglass {

// [control]
class VelocityCalibration {
 public:
  enum Dynamic { kSoft, kHard };
  enum class Verdict {
    kFound,
    kTooFewSoft,  // fewer than kEnough notes
    kTooFewHard,
    kNotApart,  // hard notes as soft as soft ones: played alike, or the keyboard has one velocity only
  };
  static constexpr std::size_t kEnough = 12;  // one slip among them lies outside of the quantiles

  // A note was struck while the performer played softly, or hard, with a velocity of 1 to 127; others are left out.
  void add(Dynamic dynamic, int velocity);

  std::size_t notes(Dynamic dynamic) const;

  // Changes `curve` only when it is found.
  Verdict find(VelocityCurve& curve) const;

  void clear() { counts_ = {}; }

 private:
  double quantile(Dynamic dynamic, double share) const;

  std::array<std::array<std::size_t, kVelocities>, 2> counts_{};  // notes of each velocity
};

}  // namespace seaglass
