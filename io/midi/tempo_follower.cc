#include "io/midi/tempo_follower.h"

#include <algorithm>
#include <cmath>

namespace seaglass::io {
namespace {

constexpr int kTicksPerBeat = 24;
// A tick at 10 BPM: after a longer gap the clock has stopped
constexpr Nanoseconds kGap = 250'000'000;
constexpr int kFirstTicks = 12;            // half a beat before a tempo is believed
constexpr double kOutlier = 1.0;           // a tick this many ticks off the line was held up
constexpr int kRecent = 6;                 // as many ticks at another pace are a new tempo
constexpr double kNewTempo = 0.1;          // relative change that counts as one

}  // namespace

void TempoFollower::receive(std::uint8_t status, Nanoseconds when) noexcept {
  if (status != 0xf8 && status != 0xfa && status != 0xfb && status != 0xfc) return;
  messages_.fetch_add(1, std::memory_order_relaxed);
  // Many clocks tick on while stopped; one that does not is noticed by its silence
  if (status == 0xfc) return;
  // Start and continue: the next tick begins a beat, maybe at another tempo
  if (status != 0xf8) {
    count_ = 0;
    return;
  }
  const Nanoseconds before = last_.exchange(when, std::memory_order_relaxed);
  if (when - before > kGap) count_ = 0;
  if (count_ == kTicks) {
    std::shift_left(times_.begin(), times_.end(), 1);
    count_--;
  }
  times_[std::size_t(count_++)] = when;
  if (count_ < kFirstTicks) return;

  // Has the tempo changed? Then the old ticks would drag the line for two beats.
  const double line = slope();
  const double recent =
      double(times_[std::size_t(count_ - 1)] - times_[std::size_t(count_ - 1 - kRecent)]) / kRecent;
  if (count_ > 2 * kRecent && std::abs(recent - line) > kNewTempo * line) {
    std::copy(times_.begin() + count_ - 1 - kRecent, times_.begin() + count_, times_.begin());
    count_ = kRecent + 1;
    tempo_.store(60e9 / (recent * kTicksPerBeat), std::memory_order_relaxed);
    return;
  }
  tempo_.store(60e9 / (line * kTicksPerBeat), std::memory_order_relaxed);
}

double TempoFollower::tempo(Nanoseconds now) const noexcept {
  if (now - last_.load(std::memory_order_relaxed) > 2 * kGap) return 0;
  return tempo_.load(std::memory_order_relaxed);
}

double TempoFollower::slope() const {
  std::array<double, kTicks> intervals;
  for (int i = 1; i < count_; i++)
    intervals[std::size_t(i - 1)] = double(times_[std::size_t(i)] - times_[std::size_t(i - 1)]);
  const auto middle = intervals.begin() + (count_ - 1) / 2;
  std::nth_element(intervals.begin(), middle, intervals.begin() + count_ - 1);
  const double median = std::max(*middle, 1.0);

  // Least squares of time over tick number, over ticks near the line through the median interval.
  const double centre_index = 0.5 * (count_ - 1);
  const double origin = double(times_[0]);
  double centre = 0;
  for (int i = 0; i < count_; i++)
    centre += (double(times_[std::size_t(i)]) - origin - median * i) / count_;
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (int i = 0; i < count_; i++) {
    const double t = double(times_[std::size_t(i)]) - origin;
    if (std::abs(t - median * i - centre) > kOutlier * median) continue;
    const double dx = i - centre_index;
    n += 1;
    x += dx;
    y += t;
    xx += dx * dx;
    xy += dx * t;
  }
  const double spread = n * xx - x * x;
  return spread > 0 ? std::max((n * xy - x * y) / spread, 1.0) : median;
}

}  // namespace seaglass::io
