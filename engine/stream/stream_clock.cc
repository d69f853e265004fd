#include "engine/stream/stream_clock.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace seaglass {
namespace {

// Low enough that a scheduling jitter of 100 us moves the estimate by a few microseconds, high enough that a sound
// card's real rate is found within two seconds.
constexpr double kBandwidthHz = 1.0;

// A callback further than this from its predicted time is a break in the stream, not jitter.
constexpr double kBreakPeriods = 4.0;
constexpr double kBreakNs = 20e6;

}  // namespace

void StreamClock::prepare(double rate) {
  rate_ = rate;
  reading_ = {};
  published_.store(reading_);
}

void StreamClock::restart() { wanted_epoch_.fetch_add(1, std::memory_order_release); }

void StreamClock::tick(SampleIndex index, int frames, Nanoseconds now, double device_ns_per_sample) {
  const double nominal = 1e9 / rate_;
  const auto wanted = wanted_epoch_.load(std::memory_order_acquire);
  const double error = double(now) - next_ns_;
  const double period = nominal * reading_.frames;
  if (device_ns_per_sample > 0) {
    if (wanted != epoch_) reading_.callbacks = 0;
    epoch_ = reading_.epoch = wanted;
    reading_.time_ns = double(now);
    reading_.ns_per_sample = device_ns_per_sample;
  } else if (reading_.callbacks == 0 || wanted != epoch_) {
    epoch_ = wanted;
    reading_ = {.time_ns = double(now), .ns_per_sample = nominal, .epoch = wanted};
  } else if (std::abs(error) > std::max(kBreakPeriods * period, kBreakNs)) {
    reading_.time_ns = double(now);  // the same device, so the rate learned so far still holds
    reading_.callbacks = 0;
  } else {
    // Second-order loop, critically damped: omega = 2 pi B T; phase gain sqrt(2) omega, frequency gain omega^2.
    const double omega = 2 * std::numbers::pi * kBandwidthHz * period * 1e-9;
    reading_.time_ns = next_ns_ + std::numbers::sqrt2 * omega * error;
    reading_.ns_per_sample += omega * omega * error / reading_.frames;
  }
  reading_.index = index;
  reading_.frames = frames;
  reading_.callbacks++;
  next_ns_ = reading_.time_ns + reading_.ns_per_sample * frames;
  published_.store(reading_);
}

}  // namespace seaglass
