#pragma once
// All that the instrument says of itself at one moment. Whoever owns the stream fills it; OSC, OSCQuery and the terminal
// read it.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/stage_report.h"

namespace seaglass::io {

struct Telemetry {
  StageReport stage;
  double time_s = 0;
  SampleIndex sample = 0;
  int voices = 0;
  double load = 0;
  double step_p50 = 0, step_p99 = 0, step_max = 0;  // microseconds
  std::uint64_t misses = 0, concealed = 0, late_blocks = 0, rescued_blocks = 0, xruns = 0;
  std::uint64_t events = 0, late = 0, lost = 0, shed = 0, bad_samples = 0;
  std::uint64_t takeovers = 0, returns = 0;  // of the voices by the CPU, and by who had them before
  int delay = 0;  // samples
  std::string lead, patch, backend, lock;
  std::vector<std::string> places;  // of the patch that plays
  float peak_left = 0, peak_right = 0;  // amplitude, falling 20 dB a second
  std::uint64_t osc_messages = 0, osc_rejected = 0, midi_events = 0;
  double tempo = 0, beat = 0;
  bool playing = false, tempo_said = false;  // said: somebody has set the tempo, or leads
  int setlist_position = 0;  // from 1; 0: none
  std::string setlist_entry, setlist_next;
};

}  // namespace seaglass::io
