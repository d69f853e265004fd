#include "tools/seaglass/live/settled_stage.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

constexpr double kScatter = 0.001;  // seconds: as far as two readings of the clock may lie apart

}  // namespace

std::optional<StageReport> SettledStage::read(Nanoseconds now, Nanoseconds until) {
  const ClockReading clock = stream_.clock().read();
  if (!clock.running()) return std::nullopt;
  if (!after_) begin(clock, now, until);
  StageReport report = stream_.link().report.load();
  if (report.at <= *after_ || report.model != stream_.models_asked()) return std::nullopt;
  after_.reset();
  return report;
}

void SettledStage::begin(const ClockReading& clock, Nanoseconds now, Nanoseconds until) {
  const auto sample_of = [&](Nanoseconds time) { return SampleIndex(std::ceil(clock.sample_at(double(time)))); };
  const SampleIndex arrived = sample_of(now) + stream_.delay(), timed = sample_of(until);
  // What came too late takes effect where the next block begins; the one that is being rendered has not seen it.
  const SampleIndex late = stream_.rendered() + std::max(kMaxSpan, stream_.setup().buffer);
  after_ = std::max({arrived, timed, late}) + SampleIndex(kScatter * stream_.setup().rate);
}

}  // namespace seaglass
