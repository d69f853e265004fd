#include "engine/control/velocity_curve.h"

#include <algorithm>
#include <cmath>

namespace seaglass {

VelocityTable velocity_table(const VelocityCurve& curve) {
  constexpr int kLast = kVelocities - 1;
  const int softest = std::clamp(curve.softest, 1, kLast - 1);
  const int loudest = std::clamp(curve.loudest, softest + 1, kLast);
  // NaN counts as straight.
  const double bend =
      std::isfinite(curve.bend) ? std::clamp(curve.bend, -VelocityCurve::kMaxBend, VelocityCurve::kMaxBend) : 0.0f;
  const double exponent = std::exp2(-bend);
  VelocityTable table = straight_velocities();
  if (softest == 1 && loudest == kLast && bend == 0) return table;
  for (int v = 1; v < kVelocities; v++) {
    const double x = std::clamp(double(v - softest) / (loudest - softest), 0.0, 1.0);
    // The softest note is still a note: 0 would be none.
    table[std::size_t(v)] = float((1 + (kLast - 1) * std::pow(x, exponent)) / kLast);
  }
  return table;
}

}  // namespace seaglass
