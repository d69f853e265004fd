// How long sound takes through a device and back, measured with sweeps and kept for the device.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>

#include "engine/dsp/round_trip_trial.h"
#include "io/audio/jack_device.h"
#include "io/audio/open_device.h"
#include "io/audio/sweep_client.h"
#include "io/os/time.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/device_memory.h"

namespace seaglass {
namespace {

constexpr double kLongestSeconds = 0.75;            // of a way: wireless loudspeakers take a third of a second
constexpr double kSettleSeconds = 0.5;              // a card wakes, a server makes its connections
constexpr Nanoseconds kPatience = 5 * io::kSecond;  // beyond the length of a sweep

std::string in_ms(double samples, double rate) {
  char text[80];
  std::snprintf(text, sizeof text, "%.1f samples (%.2f ms)", samples, 1000 * samples / rate);
  return text;
}

std::unique_ptr<io::AudioDevice> open_for(const CalibrateOptions& o, io::SweepClient& client) {
  if (o.device == "none")
    throw io::DeviceError("the built-in clock has no inputs and is not heard; choose another --device");
  auto device = io::open_audio_device({.device = o.device,
                                       .rate = o.rate,
                                       .buffer = o.buffer,
                                       .first_output = o.output - 1,
                                       .outputs = 1,
                                       .first_input = o.input - 1,
                                       .inputs = 1},
                                      client);
  if (device->api() != "JACK") return device;  // has refused what it has not got
  for (const auto& server : io::list_jack_devices())
    if (server.inputs < o.input || server.outputs < o.output)
      throw io::DeviceError("the JACK server has " + std::to_string(server.inputs) + " inputs and " +
                            std::to_string(server.outputs) +
                            " outputs, which is too few; choose another --input, --output or --device");
  return device;
}

// One sweep by this device, or only listening.
Hearing hear(io::AudioDevice& device, io::SweepClient& client, float gain) {
  client.begin(gain);
  const Nanoseconds latest =
      io::now_ns() + Nanoseconds(double(client.heard().size()) / device.rate() * 1e9) + kPatience;
  while (!client.done()) {
    if (!device.alive() || io::now_ns() > latest)
      throw io::DeviceError(device.name() + " is gone or stands still; see that it runs, or choose another --device");
    io::sleep_until(io::now_ns() + 5 * io::kMillisecond);
  }
  return {.samples = client.heard(), .lost_at = client.lost_at()};
}

void print(const SweepReport& sweep, double rate) {
  std::printf("  %2d  %3.0f dB  ", sweep.number, sweep.played_db);
  switch (sweep.fate) {
    case SweepFate::kLostTime:
      std::printf("the device lost time: once more\n");
      break;
    case SweepFate::kClipped:
      std::printf("the input is overloaded\n");
      break;
    case SweepFate::kUnclear:
      std::printf("not heard clearly\n");
      break;
    case SweepFate::kClear:
      std::printf("%s, back at %+.0f dB, %.0f dB above all else\n", in_ms(sweep.trip.delay, rate).c_str(),
                  std::round(sweep.trip.level) + 0.0, sweep.trip.clarity);  // not "-0"
  }
  std::fflush(stdout);
}

// Why there is nothing to keep.
[[noreturn]] void refuse(const RoundTripTrial& trial, const io::AudioDevice& device, const CalibrateOptions& o) {
  const std::string input = "input " + std::to_string(o.input) + " of " + device.name();
  switch (trial.verdict) {
    case RoundTripVerdict::kClipped:
      throw io::Error(input + " is overloaded; turn the input's gain or the loudspeaker down, and try again",
                      kClippedExit);
    case RoundTripVerdict::kNoisy:
      throw io::Error("too much else is heard on " + input + " (" + std::to_string(std::lround(trial.noise_db)) +
                          " dB); use a cable, bring the microphone closer, or allow more with --loudest",
                      kUnclearExit);
    case RoundTripVerdict::kDisagree:
      throw io::Error("the sweeps come back to " + input +
                          " after different times: something moves, or input and output have clocks "
                          "of their own; lay the microphone down, use one card for both, and try again",
                      kUnclearExit);
    case RoundTripVerdict::kLostTime:
      throw io::DeviceError(device.name() +
                            " lost time during most sweeps; use a larger --buffer, or close other programs");
    default:
      throw io::Error("nothing was heard on " + input + "; connect output " + std::to_string(o.output) +
                          " to it, or turn the microphone up, and try again",
                      kUnheardExit);
  }
}

void forget_devices(const std::string& which) {
  const auto gone = which == "all" ? forget_all() : forget(which);
  if (gone.empty())
    throw io::DeviceError("no device called '" + which + "' was calibrated; seaglass devices lists those that were");
  for (const RememberedDevice& device : gone)
    std::printf("forgot %s, %d Hz, %d frames\n", device.key.c_str(), device.rate, device.buffer);
}

}  // namespace

void calibrate(const CalibrateOptions& options) {
  if (!options.forget.empty()) return forget_devices(options.forget);
  io::SweepClient client;
  const auto device = open_for(options, client);
  const double rate = device->rate();
  const auto sweep = round_trip_sweep(rate, 1);
  client.prepare(sweep, sweep.size() + std::size_t(kLongestSeconds * rate));
  std::printf(
      "%s (%s), %g Hz, %d frames: from output %d to input %d. Join them by a cable, or lay a microphone before the "
      "loudspeaker.\n"
      "After a second of silence you hear short rising whistles: very soft (%.0f dB) at first, louder (%.0f dB at "
      "most) only while\n"
      "they are not heard clearly. Ctrl-C ends.\n",
      device->name().c_str(), device->api().c_str(), rate, device->buffer(), options.output, options.input,
      std::min(kQuietestSweepDb, options.loudest_db), options.loudest_db);
  std::fflush(stdout);
  device->start();
  io::sleep_until(io::now_ns() + Nanoseconds(kSettleSeconds * 1e9));
  const RoundTripTrial trial = measure_round_trip(
      sweep, rate, options.loudest_db, [&](float gain) { return hear(*device, client, gain); },
      [rate](const SweepReport& report) { print(report, rate); });
  const DeviceLatency latency{.round_trip = trial.trips.middle.delay,
                              .reported_output = device->latency_frames(),
                              .reported_input = device->input_latency_frames()};
  device->stop();
  if (trial.verdict != RoundTripVerdict::kMeasured) refuse(trial, *device, options);

  const std::string path = remember(*device, latency);
  std::printf("round trip %s, %d sweeps within %.2f samples; the device itself tells of %d out and %d in\n",
              in_ms(latency.round_trip, rate).c_str(), trial.trips.agreeing, trial.trips.spread,
              latency.reported_output, latency.reported_input);
  if (latency.round_trip < latency.reported_output + latency.reported_input - kMostSpread)
    std::printf(
        "that is less than the device tells of: the sound has not left the machine, and says nothing of the way to the "
        "ear\n");
  std::printf("what is played is heard %s later, of which the device tells %d; kept in %s\n",
              in_ms(latency.reported_output + latency.unreported_output(), rate).c_str(), latency.reported_output,
              path.c_str());
}

}  // namespace seaglass
