#pragma once
// Measures a round trip with as little noise as it takes: listens, then sends sweeps, the first barely audible and each
// louder than the one before until it comes back clear, then as many more until enough of them agree. A sweep during
// which the device lost time is sent again.

#include <functional>
#include <optional>
#include <span>

#include "engine/dsp/round_trip.h"

namespace seaglass {

// dB of full scale: of the first sweep, and of the loudest unless asked otherwise. Loudspeakers may be turned up.
inline constexpr double kQuietestSweepDb = -48, kLoudestSweepDb = -12;

// What was heard from the first sample of a sweep on.
struct Hearing {
  std::span<const float> samples;
  std::optional<std::size_t> lost_at;  // the first sample at which the device lost time
};

// Sends the sweep once, so many times as loud, and listens; with 0 it only listens. What it returns holds until it is
// called again.
using Hear = std::function<Hearing(float gain)>;

enum class SweepFate { kClear, kUnclear, kLostTime, kClipped };

// One sweep, for whoever watches.
struct SweepReport {
  int number = 1;
  double played_db = 0;  // of full scale
  SweepFate fate = SweepFate::kUnclear;
  RoundTrip trip{};  // where it is clear
};

enum class RoundTripVerdict {
  kMeasured,
  kUnheard,   // not a trace of the sweep
  kNoisy,     // a trace perhaps, but too much else
  kDisagree,  // clear sweeps, whose ways differ
  kClipped,   // the input is overloaded, whatever is played
  kLostTime,  // too few sweeps were whole
};

struct RoundTripTrial {
  RoundTripVerdict verdict = RoundTripVerdict::kUnheard;
  RoundTrips trips{};   // where it is measured
  double noise_db = 0;  // of full scale, in the mean, before anything was played
};

// [control] Returns when it is measured or there is no hope: after some seconds. `sweep` has a peak of 1.
RoundTripTrial measure_round_trip(std::span<const float> sweep, double rate, double loudest_db, const Hear& hear,
                                  const std::function<void(const SweepReport&)>& report);

}  // namespace seaglass
