#pragma once
// How the parts stand once all that was sent has happened: what a command goes by that keeps or changes the state.
//
// What was sent takes effect a delay later, a patch comes in when the one before has gone, and a report says how it was up
// to kReportSeconds ago (engine/stream/reporter.h). So whoever asks comes again until a report is from after all that.

#include <optional>

#include "tools/seaglass/live/live_stream.h"

namespace seaglass {

// All functions [control].
class SettledStage {
 public:
  // `stream` must outlive it.
  explicit SettledStage(LiveStream& stream) : stream_(stream) {}

  // A report with all in it that was sent before the first call of a wait, up to what was sent for time `until`, and of the
  // patch that was asked for last; nothing while there is none yet. The report ends the wait.
  std::optional<StageReport> read(Nanoseconds now, Nanoseconds until = 0);

 private:
  void begin(const ClockReading& clock, Nanoseconds now, Nanoseconds until);

  LiveStream& stream_;
  std::optional<SampleIndex> after_;  // the report must be from a later sample
};

}  // namespace seaglass
