#pragma once
// How long sound takes from an output to an input: a sweep is played, and found again in what was heard.
//
// An exponential sweep (Farina, "Simultaneous measurement of impulse response and distortion with a swept-sine
// technique", 2000) carries its energy over a quarter of a second, so that it stays soft and is found under noise. What
// was heard is divided by it within its band; the delay is the peak of the envelope of what comes out, which neither a
// cable that turns the polarity nor the phase of a loudspeaker moves.

#include <optional>
#include <span>
#include <vector>

namespace seaglass {

// [control] All may take a second and allocate.

// A sweep of a quarter of a second at `rate` (Hz), soft at both ends; its peak is `amplitude`.
std::vector<float> round_trip_sweep(double rate, float amplitude);

struct RoundTrip {
  double delay = 0;    // samples, with fraction
  double clarity = 0;  // dB: the peak over what is not the peak, in the mean
  double level = 0;    // dB: of what came back, against what was played
};

// Below this what was found may be nothing but noise, whose highest of 50,000 values stands 10 to 13 dB out.
inline constexpr double kLeastClarity = 20;

// Finds the sweep in `heard`, which began with its first sample. Nothing where `heard` is shorter than the sweep.
std::optional<RoundTrip> find_round_trip(std::span<const float> sweep, std::span<const float> heard, double rate);

// Sound that arrives within so many samples of itself each time has one way; more, and something is in motion.
inline constexpr double kMostSpread = 2;

// What several measurements say together: the largest group of clear ones that lie within kMostSpread of each other.
struct RoundTrips {
  RoundTrip middle;   // the one in the middle of the group
  double spread = 0;  // samples, between the lowest and the highest of the group
  int agreeing = 0, clear = 0, count = 0;

  bool most() const { return 2 * agreeing > count; }
};

// Nothing where none is clear.
std::optional<RoundTrips> agree(std::span<const RoundTrip> trips);

}  // namespace seaglass
