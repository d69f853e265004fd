#pragma once
// What the instrument says of itself while it plays.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/config.h"

namespace seaglass {

struct Status {
  double time_s = 0;
  SampleIndex sample = 0;
  int voices = 0;
  double load = 0;
  double step_p50 = 0, step_p99 = 0, step_max = 0;  // microseconds
  std::uint64_t misses = 0, concealed_samples = 0, late_blocks = 0, rescued_blocks = 0, xruns = 0;
  std::uint64_t events = 0, events_late = 0, events_lost = 0, events_dropped = 0, shed = 0, bad_samples = 0;
  int delay_samples = 0;
  double output_latency_samples = 0;  // from the callback to the ear, as well as is known
  double rate = 48000;
  std::string lead, backend, device, patch, driver;
  int buffer = 0;
  std::uint64_t osc_messages = 0, osc_rejected = 0, osc_lost = 0, midi_events = 0;
  int web_port = 0;  // of OSCQuery; 0: none
  double tempo = 0;
  float peak_left = 0, peak_right = 0;
  std::vector<float> input_peaks;
};

// [control] One line each, without newline; cut to less than `columns` of a terminal, or 0.
std::string to_json(const Status& status);
std::string to_line(const Status& status, bool colour, int columns);

}  // namespace seaglass
