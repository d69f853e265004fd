#pragma once
// From the thread that renders to [disk]: what the renderer applied, and what changed between its events. What finds no
// room is counted, and noted as a gap once there is room again.

#include "engine/journal/record.h"
#include "engine/rt/spsc_ring.h"
#include "engine/stream/model_change.h"
#include "engine/stream/renderer.h"

namespace seaglass {

// All functions: the rendering thread, wait-free.
class JournalTap final : public AppliedSink {
 public:
  // [control] `ring`: emptied by [disk], or null when nobody writes a journal.
  explicit JournalTap(rt::SpscRing<JournalRecord>* ring) : ring_(ring) {}

  void applied(const Event& event, const Applied& what) override {
    push({.kind = RecordKind::kEvent, .at = event.at, .value = 0, .value2 = 0, .event = event, .applied = what});
  }
  void note(const ModelChange::Begun& change, SampleIndex at) {
    if (change.hastened > 0) note(RecordKind::kHasten, at, change.hastened);
    if (change.patch != ModelChange::kNone) note(RecordKind::kPatch, at, change.patch, change.crossfade);
  }
  void note(RecordKind kind, SampleIndex at, std::int64_t value, std::int64_t value2 = 0) {
    push({.kind = kind, .at = at, .value = value, .value2 = value2, .event = {}, .applied = {}});
  }

 private:
  void push(const JournalRecord& record) {
    if (ring_ == nullptr) return;
    const JournalRecord gap{
        .kind = RecordKind::kGap, .at = record.at, .value = lost_, .value2 = 0, .event = {}, .applied = {}};
    if (lost_ > 0 && ring_->push(gap)) lost_ = 0;
    if (!ring_->push(record)) lost_++;
  }

  rt::SpscRing<JournalRecord>* ring_;
  std::int64_t lost_ = 0;
};

}  // namespace seaglass
