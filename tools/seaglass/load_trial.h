#pragma once
// How long rendering takes with many voices: what bench, selftest and the choice of W rest on.

#include "engine/stream/step_stats.h"
#include "tools/seaglass/offline.h"

namespace seaglass {

struct LoadTrial {
  double cpu_s_per_s = 0;      // CPU seconds of this thread per second of audio
  double worst_onset_us = 0;   // all voices begin on one sample: the least of several tries, so that other programs' noise
                               // does not count
  std::unique_ptr<StepStats> steps = std::make_unique<StepStats>();
  std::uint64_t over_period = 0;  // blocks that took longer than they last
  int voices = 0;
};

// [control] Renders `seconds` of `voices` held notes in blocks of `buffer`. They are spread over `pairs` stereo pairs of
// output, on a part for each.
LoadTrial measure_load(const LoadedPatch& patch, int voices, int buffer, double rate, double seconds, int pairs = 1);

// [control] Worst microseconds of the block in which `voices` notes begin at once.
double measure_onsets(const LoadedPatch& patch, int voices, int buffer, double rate, int pairs = 1);

// [control] About what this process can do: voices that fit in kRoom, and voices that can begin beside them.
SynthCapacity capacity_in_time(const LoadedPatch& patch, int buffer, double rate);

// Share of a block that may be used: the rest is for other programs.
inline constexpr double kRoom = 0.6;

}  // namespace seaglass
