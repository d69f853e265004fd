#pragma once
// What a performance leaves behind: every event as it was applied, and what went wrong. Fixed size, so that [worker] and
// [audio] can push it to a ring; [disk] turns it into text (engine/journal/text.h).

#include <cstdint>
#include <type_traits>

#include "engine/event.h"
#include "engine/model.h"

namespace seaglass {

enum class RecordKind : std::uint8_t {
  kEvent,    // event, applied
  kDelay,    // from sample `at` on the delay is `value` samples
  kPatch,    // from sample `at` on, patch number `value` of the list in the journal, crossfaded over `value2` samples
  kHasten,   // from sample `at` on, the crossfade that is under way ends within `value` samples
  kMiss,     // samples [at, at + value) were not there in time; the splice lag was `value2`
  kGap,      // `value` records found no room before this one: the journal is not whole
  kEnd,      // the stream ended before sample `at`
};

struct JournalRecord {
  RecordKind kind = RecordKind::kEvent;
  SampleIndex at = 0;
  std::int64_t value = 0, value2 = 0;
  Event event;
  Applied applied;
};

static_assert(std::is_trivially_copyable_v<JournalRecord>);

}  // namespace seaglass
