#include "engine/dsp/round_trip_trial.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

constexpr double kStepDb = 12;
constexpr double kComfortableClarity = 30;  // dB: no need to be louder
constexpr int kAgreeing = 5;                // sweeps, and most of those that were whole
constexpr int kMostWhole = 10;              // at one level: whoever does not agree by then never will
constexpr int kMostSweeps = 32;             // with those that were lost
constexpr int kHopeless = 3;                // sweeps at the loudest level without one that is clear
constexpr float kClipping = 0.99f;          // of full scale
constexpr int kClippedOften = 3;            // at the quietest level: a slammed door is not the input
constexpr double kNoisyDb = -50;            // of full scale: quieter rooms are not to blame
constexpr double kFaintestTraceDb = -120;   // of what was played: fainter is rounding
constexpr double kNoticeSeconds = 0.1;      // how late a device may tell that it lost time

float peak_of(std::span<const float> samples) {
  float peak = 0;
  for (const float x : samples) peak = std::max(peak, std::fabs(x));
  return peak;
}

// Of what moves in them.
double mean_db(std::span<const float> samples) {
  const double count = double(std::max<std::size_t>(1, samples.size()));
  double sum = 0, squares = 0;
  for (const float x : samples) sum += double(x), squares += double(x) * x;
  return 10 * std::log10(std::max(1e-12, squares / count - (sum / count) * (sum / count)));
}

double gain_of(double db) { return std::pow(10.0, db / 20); }

class Trial {
 public:
  // `quiet`: what is heard while nothing is played.
  Trial(std::span<const float> sweep, double rate, double loudest_db, std::span<const float> quiet)
      : sweep_(sweep),
        rate_(rate),
        loudest_(loudest_db),
        floor_(std::min(kQuietestSweepDb, loudest_db)),
        ceiling_(loudest_db),
        level_(floor_),
        noise_db_(mean_db(quiet)),
        ghost_(find_round_trip(sweep, quiet, rate)) {
    if (peak_of(quiet) >= kClipping) over_ = RoundTripVerdict::kClipped;
  }

  double level() const { return level_; }
  // What became of a sweep at level(): decides on the next one.
  SweepReport take(const Hearing& heard);
  bool over() const { return over_ || hopeless(); }
  RoundTripTrial result() const;

 private:
  bool is_ghost(const RoundTrip& trip) const;
  SweepFate fate_of(const Hearing& heard, const std::optional<RoundTrip>& trip) const;
  void soften();
  void keep(const RoundTrip& trip);
  bool hopeless() const;
  bool traces() const;
  RoundTripVerdict why_not() const;

  std::span<const float> sweep_;
  double rate_, loudest_, floor_, ceiling_, level_, noise_db_;
  std::optional<RoundTrip> ghost_;  // where a sweep seems to be while there is none
  int sweeps_ = 0, lost_ = 0, clipped_ = 0;
  bool settled_ = false;          // on the level
  std::vector<RoundTrip> trips_;  // at it, whole ones
  std::optional<RoundTripVerdict> over_;
};

// What is there without a sweep too: a hum that clicks where it begins.
bool Trial::is_ghost(const RoundTrip& trip) const {
  return ghost_ && ghost_->level > kFaintestTraceDb && std::fabs(ghost_->delay - trip.delay) <= kMostSpread;
}

SweepFate Trial::fate_of(const Hearing& heard, const std::optional<RoundTrip>& trip) const {
  const bool clear = trip && trip->clarity >= kLeastClarity;
  // What is lost after the sweep has come back does no harm.
  const double needed =
      (clear ? trip->delay : double(heard.samples.size())) + double(sweep_.size()) + kNoticeSeconds * rate_;
  if (heard.lost_at && double(*heard.lost_at) < needed) return SweepFate::kLostTime;
  if (peak_of(heard.samples) >= kClipping) return SweepFate::kClipped;
  return clear ? SweepFate::kClear : SweepFate::kUnclear;
}

SweepReport Trial::take(const Hearing& heard) {
  auto trip = find_round_trip(sweep_, heard.samples, rate_);
  if (trip && is_ghost(*trip) && ghost_->clarity >= kLeastClarity) trip->clarity = 0;
  if (trip) trip->level -= level_;  // it was not played at full scale
  const SweepReport report{
      .number = ++sweeps_, .played_db = level_, .fate = fate_of(heard, trip), .trip = trip.value_or(RoundTrip{})};
  if (report.fate == SweepFate::kLostTime)
    lost_++;
  else if (report.fate == SweepFate::kClipped)
    soften();
  else
    keep(report.trip);
  return report;
}

void Trial::soften() {
  if (level_ - kStepDb < floor_) {
    if (++clipped_ >= kClippedOften) over_ = RoundTripVerdict::kClipped;
    return;
  }
  level_ = ceiling_ = level_ - kStepDb;
  settled_ = false;
  trips_.clear();
}

void Trial::keep(const RoundTrip& trip) {
  if (!settled_ && trip.clarity < kComfortableClarity && level_ < ceiling_) {
    level_ = std::min(level_ + kStepDb, ceiling_);
    return;
  }
  settled_ = true;
  trips_.push_back(trip);
  const auto agreed = agree(trips_);
  if (agreed && agreed->agreeing >= kAgreeing && agreed->most()) over_ = RoundTripVerdict::kMeasured;
}

bool Trial::hopeless() const {
  const auto agreed = agree(trips_);
  return sweeps_ >= kMostSweeps || int(trips_.size()) >= (agreed ? kMostWhole : kHopeless);
}

// Noise alone is never found twice at the same place, and what is there without a sweep is not its trace.
bool Trial::traces() const {
  std::vector<RoundTrip> traces;
  for (RoundTrip trip : trips_) {
    if (trip.level < kFaintestTraceDb || is_ghost(trip)) continue;
    trip.clarity = kLeastClarity;
    traces.push_back(trip);
  }
  const auto agreed = agree(traces);
  return agreed && agreed->agreeing >= 2;
}

RoundTripVerdict Trial::why_not() const {
  if (sweeps_ >= kMostSweeps && 2 * lost_ >= sweeps_) return RoundTripVerdict::kLostTime;
  if (const auto agreed = agree(trips_))
    return 2 * agreed->clear > agreed->count ? RoundTripVerdict::kDisagree : RoundTripVerdict::kNoisy;
  if (ceiling_ < loudest_) return RoundTripVerdict::kClipped;  // louder it was too loud
  return traces() || noise_db_ > kNoisyDb ? RoundTripVerdict::kNoisy : RoundTripVerdict::kUnheard;
}

RoundTripTrial Trial::result() const {
  return {.verdict = over_ ? *over_ : why_not(), .trips = agree(trips_).value_or(RoundTrips{}), .noise_db = noise_db_};
}

}  // namespace

RoundTripTrial measure_round_trip(std::span<const float> sweep, double rate, double loudest_db, const Hear& hear,
                                  const std::function<void(const SweepReport&)>& report) {
  Trial trial(sweep, rate, loudest_db, hear(0).samples);
  while (!trial.over()) report(trial.take(hear(float(gain_of(trial.level())))));
  return trial.result();
}

}  // namespace seaglass
