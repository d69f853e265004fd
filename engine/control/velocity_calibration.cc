#include "engine/control/velocity_calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace seaglass {
namespace {

constexpr double kLow = 1.0 / 8, kHigh = 1 - kLow;  // with kEnough notes, the outermost of each end has no weight
constexpr double kReach = 2;                        // of an inner reach, from the median to the end

struct Group {
  double low, middle, high;
};

// How much wider the soft group is than the hard one when velocities from `softest` to `loudest` are bent so. Grows
// with the bend: among powers, the lower of two stretches gains on the upper one as the exponent falls.
double excess(const Group& soft, const Group& hard, double softest, double loudest, double bend) {
  const auto bent = [&](double v) {
    return std::pow(std::clamp((v - softest) / (loudest - softest), 0.0, 1.0), std::exp2(-bend));
  };
  // Velocities are whole numbers: a group that has but one still is that wide.
  const auto width = [&](const Group& g) {
    const double half = std::max(g.high - g.low, 1.0) / 2, centre = (g.high + g.low) / 2;
    return bent(centre + half) - bent(centre - half);
  };
  return width(soft) - width(hard);
}

}  // namespace

void VelocityCalibration::add(Dynamic dynamic, int velocity) {
  if (velocity >= 1 && velocity < kVelocities) counts_[dynamic][std::size_t(velocity)]++;
}

std::size_t VelocityCalibration::notes(Dynamic dynamic) const {
  return std::accumulate(counts_[dynamic].begin(), counts_[dynamic].end(), std::size_t(0));
}

// Between two notes in order, in a straight line from one to the next.
double VelocityCalibration::quantile(Dynamic dynamic, double share) const {
  const auto velocity_of = [&](std::size_t rank) {
    int v = 0;
    for (std::size_t below = counts_[dynamic][0]; below <= rank; below += counts_[dynamic][std::size_t(v)]) v++;
    return v;
  };
  const double place = share * double(notes(dynamic) - 1);
  const auto rank = std::size_t(place);
  const double part = place - double(rank);
  const int at = velocity_of(rank);
  return part > 0 ? at + part * (velocity_of(rank + 1) - at) : at;
}

VelocityCalibration::Verdict VelocityCalibration::find(VelocityCurve& curve) const {
  if (notes(kSoft) < kEnough) return Verdict::kTooFewSoft;
  if (notes(kHard) < kEnough) return Verdict::kTooFewHard;
  const Group soft{quantile(kSoft, kLow), quantile(kSoft, 0.5), quantile(kSoft, kHigh)};
  const Group hard{quantile(kHard, kLow), quantile(kHard, 0.5), quantile(kHard, kHigh)};
  if (soft.high >= hard.low) return Verdict::kNotApart;

  constexpr double kLast = kVelocities - 1;
  const double softest = std::max(1.0, soft.middle - kReach * (soft.middle - soft.low));
  const double loudest = std::min(kLast, hard.middle + kReach * (hard.high - hard.middle));
  double low = -VelocityCurve::kMaxBend, high = VelocityCurve::kMaxBend;
  constexpr int kHalvings = 30;
  for (int i = 0; i < kHalvings; i++) {
    const double middle = (low + high) / 2;
    (excess(soft, hard, softest, loudest, middle) < 0 ? low : high) = middle;
  }
  curve = {.softest = int(std::lround(softest)), .loudest = int(std::lround(loudest)), .bend = float((low + high) / 2)};
  return Verdict::kFound;
}

}  // namespace seaglass
