#include "engine/transport/tick_loop.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

// Of a tick's length, and times the noise:
constexpr double kFarTicks = 0.5, kFarthestTicks = 0.8, kFarNoise = 3;  // a tick farther from the line is held back
constexpr double kNearTicks = 0.35, kNearNoise = 2;                     // one within this belongs to the line
constexpr double kEven = 0.1;            // ticks within this of a straight line have one pace
constexpr double kSure = 0.03;           // a pace known so well tells lost ticks from a new tempo
constexpr double kLeastSlope = 0.01;
constexpr double kCertain = 4;           // standard deviations
constexpr double kDeviation = 1.25;      // standard deviation over mean deviation, of most kinds of jitter
constexpr int kTell = 3;                 // ticks that have a pace
constexpr double kLeastNoise = 50e3;     // ns: a tick nearer than this is on the line
constexpr double kFadeNoise = 1.0 / 48;  // a shorter memory would take a quiet moment for a quiet cable
constexpr double kOutlier = 2.5;           // times the noise: it counts for no more
constexpr double kChange = 6;            // times the noise: so much on one side, in a row, is no jitter
constexpr int kChangeTicks = 3;          // at least
constexpr int kShortest = 4;             // ticks: the memory while the tempo changes
constexpr double kLeastTick = 2.5e6;     // ns, 1000 beats a minute: what comes faster is no clock, and must not drive one

}  // namespace

void TickLoop::tick(Nanoseconds when) {
  const bool silent = number_ < 0 || when - newest_ > kSilence;
  newest_ = when;
  if (silent) return begin(when);
  const double predicted = expected(1);
  const double far = std::clamp(kFarNoise * noise_, kFarTicks * period_, kFarthestTicks * period_);
  if (held_count_ > 0) return hold(when);
  // After a start the ticks may lie anywhere; a line of one tick says nothing yet.
  if (phase_seen_ == 0 && seen_ >= kFirst) {
    time_ = double(when);
    number_++;
    phase_seen_ = 1;
    return;
  }
  if (seen_ >= kFirst && std::abs(double(when) - predicted) > far) return hold(when);
  accept(double(when), predicted);
}

void TickLoop::begin(Nanoseconds when) {
  number_++;
  time_ = double(when);
  period_ = noise_ = 0;
  seen_ = phase_seen_ = 1;
  one_side_ = 0;
  one_side_ticks_ = held_count_ = 0;
}

void TickLoop::accept(double when, double predicted) {
  double error = when - predicted;
  if (seen_ >= kFirst && !changes(error)) {
    const double most = kOutlier * std::max(noise_, kLeastNoise);
    error = std::clamp(error, -most, most);
  }
  seen_ = std::min(seen_ + 1, kMemory);
  phase_seen_ = std::min(phase_seen_ + 1, kMemory);
  const double n = seen_;
  const double place = std::max(2 * (2 * n - 1) / (n * (n + 1)), 1.0 / phase_seen_);
  const double tempo = 6 / (n * (n + 1));
  time_ = predicted + std::min(place, 1.0) * error;
  period_ = std::max(period_ + std::min(tempo, 1.0) * error, kLeastTick);
  number_++;
}

// Does the tempo change? Then what came before counts for less.
bool TickLoop::changes(double error) {
  noise_ += std::max(kFadeNoise, 1.0 / (1 + phase_seen_)) * (std::abs(error) - noise_);
  if (error * one_side_ < 0) one_side_ = one_side_ticks_ = 0;
  const double noise = std::max(noise_, kLeastNoise);
  one_side_ += std::clamp(error, -kOutlier * noise, kOutlier * noise);  // one late tick is no change
  one_side_ticks_++;
  const bool yes = one_side_ticks_ >= kChangeTicks && std::abs(one_side_) > kChange * noise;
  if (yes) seen_ = std::max(kShortest, seen_ / 2);
  return yes;
}

void TickLoop::hold(Nanoseconds when) {
  held_[std::size_t(held_count_++)] = double(when);
  const double off = double(when) - expected(held_count_);
  if (std::abs(off) < std::clamp(kNearNoise * noise_, kNearTicks * period_, kFarTicks * period_)) {
    go_on(0);  // back on the line: those before it were late, or early
    return;
  }
  // The newest that are all the same number of ticks off, or nearly: ticks were lost, if their pace is the line's.
  const auto shift = [this](int i) { return std::round((held_[std::size_t(i)] - expected(i + 1)) / period_); };
  const double by = shift(held_count_ - 1);
  int from = held_count_ - 1;
  while (from > 0 && shift(from - 1) == by) from--;
  const Pace same = pace(from);
  if (by != 0 && same.sure < kSure && std::abs(same.slope) < 2 * same.sure + kLeastSlope) {
    go_on(std::int64_t(by));
    return;
  }
  // All of them on one line, at a pace that jitter does not explain.
  const Pace all = pace(0);
  const bool even = all.worst < std::max(kFarNoise * noise_ / period_, kEven);
  const bool steep = std::abs(all.slope) > kCertain * all.sure + kSure;
  if (steep && ((even && held_count_ > kTell) || held_count_ == kHeld))
    settle_held();
  else if (held_count_ == kHeld)
    go_on(std::int64_t(by));
}

// The newest held tick lies on the line, with `lost` ticks before it that never came.
void TickLoop::go_on(std::int64_t lost) {
  const std::int64_t ticks = held_count_ + lost;
  const double when = held_[std::size_t(held_count_ - 1)];
  held_count_ = 0;
  number_ += ticks - 1;
  accept(when, expected(ticks));
}

// The least-squares line of how far the held ticks from `from` on are off.
TickLoop::Pace TickLoop::pace(int from) const {
  const int n = held_count_ - from;
  if (n < kTell) return {.slope = 0, .worst = 0, .sure = 1};
  const auto off = [this](int i) { return (held_[std::size_t(i)] - expected(i + 1)) / period_; };
  const double centre = from + 0.5 * (n - 1);
  double mean = 0, xy = 0, xx = 0;
  for (int i = from; i < held_count_; i++) {
    mean += off(i) / n;
    xy += (i - centre) * off(i);
    xx += (i - centre) * (i - centre);
  }
  Pace found{.slope = xy / xx, .worst = 0, .sure = kDeviation * noise_ / period_ / std::sqrt(xx)};
  for (int i = from; i < held_count_; i++)
    found.worst = std::max(found.worst, std::abs(off(i) - mean - found.slope * (i - centre)));
  return found;
}

// A new line through what was held; it is soon better known.
void TickLoop::settle_held() {
  number_ += held_count_;
  period_ = std::max((held_[std::size_t(held_count_ - 1)] - held_[0]) / (held_count_ - 1), kLeastTick);
  time_ = held_[std::size_t(held_count_ - 1)];
  seen_ = phase_seen_ = kFirst;
  one_side_ = 0;
  one_side_ticks_ = held_count_ = 0;
}

}  // namespace seaglass
