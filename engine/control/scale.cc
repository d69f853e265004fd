#include "engine/control/scale.h"

namespace seaglass {
namespace {

// Rounds down, so that what repeats goes on below 0 as it does above.
int floor_div(int a, int b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

constexpr double kCentsPerKey = 100;

}  // namespace

double Scale::cents_of(int degree) const {
  const int period = int(cents.size());
  const int periods = floor_div(degree, period), within = degree - periods * period;
  return periods * cents.back() + (within > 0 ? cents[std::size_t(within - 1)] : 0.0);
}

Scale equal_scale(int steps, double period_cents) {
  Scale scale;
  for (int i = 1; i <= steps; i++) scale.cents.push_back(period_cents * i / steps);
  return scale;
}

std::optional<int> Keyboard::degree_of(int key, int period) const {
  const int offset = key - middle;
  if (degrees.empty()) return offset;
  const int size = int(degrees.size());
  const int repeats = floor_div(offset, size);
  const auto degree = degrees[std::size_t(offset - repeats * size)];
  if (!degree) return std::nullopt;
  return *degree + repeats * (octave_degree != 0 ? octave_degree : period);
}

std::optional<Tuning> tuning_of(const Scale& scale, const Keyboard& keyboard) {
  const int period = int(scale.cents.size());
  const auto reference = keyboard.degree_of(keyboard.reference, period);
  if (!reference) return std::nullopt;
  const double reference_pitch = pitch_of_hz(keyboard.hz), reference_cents = scale.cents_of(*reference);
  Tuning tuning;
  for (int key = keyboard.first; key <= keyboard.last; key++) {
    if (const auto degree = keyboard.degree_of(key, period))
      tuning.set(key, reference_pitch + (scale.cents_of(*degree) - reference_cents) / kCentsPerKey);
    else
      tuning.silence(key);
  }
  return tuning;
}

}  // namespace seaglass
