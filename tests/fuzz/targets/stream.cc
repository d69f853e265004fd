// Any events at all, as a journal may hold them, on a stream of either kind of patch: what leaves is sound.

#include "tests/fuzz/least_patch.h"

namespace seaglass::fuzz {
namespace {

constexpr int kMostAtOnce = 512;  // samples between two events

Event any_event(Choices& from) {
  Event e{.kind = EventKind(from.below(int(EventKind::kLast) + 1)), .source = Source(from.below(int(Source::kLast) + 1)),
          .part = std::uint8_t(from.byte() < 200 ? from.below(4) : from.byte()), .index = from.byte()};
  e.id = from.byte() < 200 ? from.below(6) : from.whole();
  e.value = float(from.number());
  e.value2 = float(from.number());
  if (e.kind == EventKind::kNoteOn && from.below(2) == 0) e.value = float(from.byte()), e.value2 = 0.8f;
  return e;
}

const Target target("stream", [](Bytes input) {
  static const std::shared_ptr<const Patch> kTracks = load_patch(file_of(least_tracks())), kNeural = load_patch(file_of(least_neural()));
  Choices from(input);
  Moment moment(from.below(2) == 0 ? kTracks : kNeural);
  while (!from.empty()) {
    Event event = any_event(from);
    event.at = moment.position();
    const bool sane = std::fabs(event.value) <= 1e30f && std::fabs(event.value2) <= 1e30f;
    must(moment.schedule(event) == sane, "what is no number is refused");
    if (const int pause = from.byte(); pause < 64) moment.render(1 + pause * kMostAtOnce / 64);
  }
  moment.render(kMostAtOnce);
});

}  // namespace
}  // namespace seaglass::fuzz
