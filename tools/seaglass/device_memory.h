#pragma once
// What `seaglass calibrate` measured, kept for each device in devices.json in the user's folder for settings.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/audio/audio_device.h"

namespace seaglass {

// The round trip of one device at one rate and buffer.
struct DeviceLatency {
  double round_trip = 0;                        // samples, as measured
  int reported_output = 0, reported_input = 0;  // samples, as the device said then
  std::string date{};                           // of the measurement, 2026-01-31; remember() writes the day's

  // What the output adds to what it reports. What neither way reports is in the converters, and in what carries samples
  // to and from them: much the same hardware both ways, so half of it is the output's. A round trip shorter than what
  // is reported never left the machine, and says nothing of it.
  double unreported_output() const {
    const double unreported = round_trip - reported_output - reported_input;
    return unreported > 0 ? 0.5 * unreported : 0.0;
  }
};

struct RememberedDevice {
  std::string key;  // key_of() it
  int rate = 0, buffer = 0;
  DeviceLatency latency;
};

// All [control].

// By what a device is known: its system and name; of a JACK server, which one.
std::string key_of(const io::AudioDevice& device);

// What was measured of this device at its rate and buffer. Nothing where there is nothing, or the file is damaged.
std::optional<DeviceLatency> remembered(const io::AudioDevice& device);

// All that is kept, by devices.
std::vector<RememberedDevice> all_remembered();

// Returns the file. Throws io::WriteError; a damaged file is replaced.
std::string remember(const io::AudioDevice& device, const DeviceLatency& latency);

// Forgets the devices whose keys have `part` in them, upper or lower case, or all of them, and returns what was kept.
// Throws io::WriteError.
std::vector<RememberedDevice> forget(const std::string& part);
std::vector<RememberedDevice> forget_all();

// How late what a device is given is heard. Reads the file when it or the device has changed, not each time.
class OutputLatency {
 public:
  // From the callback to the ear, in samples, as well as can be known.
  double of(const io::AudioDevice& device);

  // Of it, what was measured beyond what the device tells.
  double unreported() const { return unreported_; }

 private:
  std::string device_;  // that was looked for last
  std::filesystem::file_time_type written_{};
  double unreported_ = 0;
};

}  // namespace seaglass
