#pragma once
// Publishes what sounds, now and then: often enough for an eye and a meter, seldom enough to cost nothing.

#include "engine/rt/seqlock.h"
#include "engine/stage_report.h"
#include "engine/stream/renderer.h"

namespace seaglass {

inline constexpr double kReportSeconds = 0.01;

// The rendering thread, wait-free.
class Reporter {
 public:
  // [control] `rate` in Hz.
  Reporter(rt::Seqlock<StageReport>& published, double rate)
      : published_(published), interval_(SampleIndex(kReportSeconds * rate)) {}

  // After a block: publishes when the last time is long enough ago.
  void follow(const Renderer& renderer) {
    if (renderer.position() < next_) return;
    next_ = renderer.position() + interval_;
    renderer.report(report_);
    published_.store(report_);
  }

 private:
  rt::Seqlock<StageReport>& published_;
  SampleIndex interval_, next_ = 0;
  StageReport report_;
};

}  // namespace seaglass
