#include "engine/transport/tap_tempo.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace seaglass {
namespace {

constexpr int kPlaceTaps = 3;

// A few values: the place of each is found by going along.
template <std::size_t N>
double median(std::array<double, N> values, int count) {
  for (int i = 1; i < count; i++)
    for (int j = i; j > 0 && values[std::size_t(j)] < values[std::size_t(j - 1)]; j--)
      std::swap(values[std::size_t(j)], values[std::size_t(j - 1)]);
  return 0.5 * (values[std::size_t((count - 1) / 2)] + values[std::size_t(count / 2)]);
}

}  // namespace

std::optional<TapTempo::Beat> TapTempo::tap(double time) {
  if (!counting(time)) count_ = 0;
  if (count_ > 0 && time - taps_[std::size_t(count_ - 1)] < kBounceSeconds) return std::nullopt;
  if (count_ == kTaps) {
    std::shift_left(taps_.begin(), taps_.end(), 1);
    count_--;
  }
  taps_[std::size_t(count_++)] = time;
  if (count_ < 2) return std::nullopt;

  std::array<double, kTaps> values{};
  for (int i = 1; i < count_; i++) values[std::size_t(i - 1)] = taps_[std::size_t(i)] - taps_[std::size_t(i - 1)];
  const double period = median(values, count_ - 1);
  // Each of the last few says when the beat of this one was; older ones would carry the period's error along.
  const int few = std::min(count_, kPlaceTaps);
  for (int i = 0; i < few; i++) {
    const double ago = time - taps_[std::size_t(count_ - few + i)];
    values[std::size_t(i)] = time - (ago - period * std::round(ago / period));
  }
  return Beat{.time = median(values, few), .period = period};
}

}  // namespace seaglass
