// How long sound takes through a device and back, kept for it.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/dsp/round_trip.h"
#include "io/audio/open_device.h"
#include "io/audio/sweep_client.h"
#include "io/os/time.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/device_memory.h"

namespace seaglass {
namespace {

constexpr int kTimes = 5;
constexpr float kAmplitude = 0.25f;       // -12 dB: loudspeakers may be turned up
constexpr double kLongestSeconds = 0.75;  // of a way: wireless loudspeakers take a third of a second
constexpr double kLeadInSeconds = 0.5;    // a card wakes, a server makes its connections
constexpr Nanoseconds kPatience = 5 * io::kSecond;  // beyond the length of the whole

// Plays and listens until all is heard; the device has stopped then.
void run(io::AudioDevice& device, const io::SweepClient& client, double seconds) {
  device.start();
  const Nanoseconds latest = io::now_ns() + Nanoseconds(seconds * 1e9) + kPatience;
  while (!client.done() && device.alive() && io::now_ns() < latest) io::sleep_until(io::now_ns() + 10 * io::kMillisecond);
  device.stop();
  if (!client.done()) throw io::DeviceError(device.name() + " stands still; choose another --device");
}

std::string milliseconds(double samples, double rate) {
  char text[60];
  std::snprintf(text, sizeof text, "%.1f samples (%.2f ms)", samples, 1000 * samples / rate);
  return text;
}

}  // namespace

void calibrate(const CalibrateOptions& options) {
  double rate = options.rate;
  // The sound depends on the rate, and that on the device: a first look tells.
  {
    io::SweepClient nobody({}, 0, 1, 0);
    const auto device = io::open_audio_device({.device = options.device, .rate = rate, .buffer = options.buffer, .outputs = 1,
                                               .first_input = options.input - 1, .inputs = 1}, nobody);
    rate = device->rate();
  }
  const auto sound = round_trip_sweep(rate, kAmplitude);
  const std::size_t period = sound.size() + std::size_t(kLongestSeconds * rate);
  const auto lead_in = std::size_t(kLeadInSeconds * rate);
  io::SweepClient client(sound, kTimes, period, lead_in);
  const auto device = io::open_audio_device({.device = options.device, .rate = rate, .buffer = options.buffer,
                                             .first_output = options.output - 1, .outputs = 1,
                                             .first_input = options.input - 1, .inputs = 1}, client);
  if (device->inputs() < 1) throw io::DeviceError(device->name() + " has no such input; choose another --device or --input");
  std::printf("playing %d soft sweeps on output %d of %s, listening on input %d: connect them by a cable, or hold a microphone to the loudspeaker\n",
              kTimes, options.output, device->name().c_str(), options.input);
  std::fflush(stdout);
  run(*device, client, double(lead_in + kTimes * period) / rate);

  std::vector<RoundTrip> trips;
  for (int i = 0; i < kTimes; i++) {
    const auto trip = find_round_trip(client.sound(), client.heard(i), rate);
    if (!trip) continue;
    std::printf("  %d: ", i + 1);
    if (client.broken(i))
      std::printf("the device lost time\n");
    else if (trip->clarity < kLeastClarity)
      std::printf("nothing heard\n");
    else
      std::printf("%s, %.0f dB, %.0f dB clear\n", milliseconds(trip->delay, rate).c_str(), trip->level, trip->clarity);
    if (!client.broken(i)) trips.push_back(*trip);
  }
  if (2 * trips.size() <= kTimes)
    throw io::DeviceError(device->name() + " lost time while it was measured; use a larger --buffer, or close other programs");
  const auto result = agree(trips);
  if (!result)
    throw io::DeviceError("nothing was heard on input " + std::to_string(options.input) + " of " + device->name() +
                          "; connect the output to it, or turn the microphone up, and try again");
  if (result->spread > kMostSpread)
    throw io::DeviceError("the measurements disagree by " + milliseconds(result->spread, rate) +
                          ": something moved, or the device keeps no time; try again");
  const DeviceLatency latency{.round_trip = result->middle.delay, .reported_output = device->latency_frames(),
                              .reported_input = device->input_latency_frames()};
  const std::string path = remember(*device, latency);
  std::printf("round trip %s; the device itself tells of %d out and %d in\n", milliseconds(latency.round_trip, rate).c_str(),
              latency.reported_output, latency.reported_input);
  if (latency.round_trip < latency.reported_output + latency.reported_input - kMostSpread)
    std::printf("that is less than the device tells of: the sound has not left the machine\n");
  std::printf("from here to the ear: %s; kept in %s\n", milliseconds(latency.reported_output + latency.unreported_output(), rate).c_str(), path.c_str());
}

}  // namespace seaglass
