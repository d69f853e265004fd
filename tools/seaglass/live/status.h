#pragma once
// What the instrument says of itself while it plays.

#include <cstdint>
#include <string>
#include <vector>

#include "io/osc/telemetry.h"

namespace seaglass {

struct Status {
  io::Telemetry now;  // what everybody may see
  std::uint64_t events_dropped = 0, osc_lost = 0;
  double output_latency_samples = 0;  // from the callback to the ear, as well as is known
  double rate = 48000;
  std::string device, driver;
  int buffer = 0, web_port = 0;           // of OSCQuery; 0: none
  float peak_left = 0, peak_right = 0;    // since the status before
  std::vector<float> input_peaks;
};

// [control] One line each, without newline; cut to less than `columns` of a terminal, or 0.
std::string to_json(const Status& status);
std::string to_line(const Status& status, bool colour, int columns);

}  // namespace seaglass
