// A journal: what can be read is written again as it was.

#include "engine/journal/text.h"

#include <cmath>

#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

bool same(const JournalRecord& a, const JournalRecord& b) {
  const bool outside = a.kind == b.kind && a.at == b.at && a.value == b.value && a.value2 == b.value2;
  return outside && a.event == b.event && a.applied.given == b.applied.given && a.applied.taken == b.applied.taken;
}

std::string written(const Journal& journal) {
  std::string text = to_line(journal.header);
  for (std::size_t i = 1; i < journal.patches.size(); i++) text += patch_line(std::int64_t(i), journal.patches[i]);
  for (const JournalRecord& record : journal.records) text += to_line(record);
  return text;
}

void check(const JournalRecord& r, const Journal& journal) {
  must(r.at >= 0 && r.value >= 0 && r.value2 >= 0, "what happened has a place in time");
  if (r.kind == RecordKind::kPatch) must(r.value < std::int64_t(journal.patches.size()), "a patch that plays is named");
  must(r.event.kind <= EventKind::kLast && r.event.source <= Source::kLast, "an event is of a kind that there is");
  must(std::isfinite(r.event.value) && std::isfinite(r.event.value2), "an event's values are numbers");
}

const Target target("journal", [](Bytes input) {
  Journal journal;
  try {
    journal = read_journal(text_of(input));
  } catch (const JournalError&) {
    return;
  }
  must(!journal.patches.empty(), "a journal has a patch");
  for (const JournalRecord& record : journal.records) check(record, journal);
  const std::string text = written(journal);
  const Journal again = read_journal(text);
  must(again.whole && written(again) == text, "what is written is read as it was");
  must(std::ranges::equal(again.records, journal.records, same), "records come back bit for bit");
});

}  // namespace
}  // namespace seaglass::fuzz
