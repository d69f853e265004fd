#pragma once
// What the audio thread and the worker share, and nothing else. Each member says who writes it.

#include <atomic>
#include <cstdint>

#include "engine/journal/record.h"
#include "engine/rt/seqlock.h"
#include "engine/stage_report.h"
#include "engine/stream/frame_ring.h"
#include "engine/stream/input_ring.h"
#include "engine/stream/stream_clock.h"

namespace seaglass {

// Room for a second of audio: "safe" at 4,096 frames, and a stalled reader.
inline constexpr int kFrameRingSamples = 1 << 16;

struct StreamLink {
  StreamClock clock;                            // written by [audio]
  FrameRing frames{kFrameRingSamples};          // [worker] to [audio]; knows how many pairs the stream has
  InputRing input;                              // [audio] to [worker]
  rt::SpscRing<JournalRecord> misses{4096};     // [audio] to [disk]
  std::atomic<std::uint32_t> epoch{0};          // written by [control]: of the render state that may be heard
  rt::Seqlock<StageReport> report;              // written by who renders, about a hundred times a second
  std::atomic<int> largest_buffer{0};           // written by [audio]: frames

  // Counters, written by [audio].
  std::atomic<std::uint64_t> missed_blocks{0}, concealed_samples{0}, late_blocks{0}, xruns{0}, callbacks{0};
  std::atomic<std::uint64_t> rescued_blocks{0};  // rendered in the callback because the worker had overslept
  std::atomic<std::uint64_t> planned_blocks{0};  // the same, but the worker rested and had left them to the callback
  std::atomic<std::uint64_t> misses_unrecorded{0};
  std::atomic<float> peak_left{0}, peak_right{0};    // since the terminal last took them
  std::atomic<float> meter_left{0}, meter_right{0};  // since OSC's meters last took them
};

}  // namespace seaglass
