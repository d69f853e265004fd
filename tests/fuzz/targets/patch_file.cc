// A .glass file. What is loaded is played for a moment, an accompanist's network read.

#include "tests/fuzz/least_jam.h"
#include "tests/fuzz/least_patch.h"

namespace seaglass::fuzz {
namespace {

constexpr int kMostPlaces = 3, kMoment = 300;  // samples

const Target target("patch_file", [](Bytes input) {
  try {
    return read_a_little(*load_jam_patch(std::as_bytes(input)));
  } catch (const PatchError&) {
  }
  std::shared_ptr<const Patch> patch;
  try {
    patch = load_patch(std::as_bytes(input));
  } catch (const PatchError&) {
    return;
  }
  must(!patch->places.empty() && patch->places.size() <= 128, "a patch has places");
  Moment moment(patch);
  for (const Event& e : opening_events(*patch)) must(moment.schedule(e), "a patch may bring settings");
  for (std::size_t i = 0; i < patch->places.size() && i < kMostPlaces; i++) {
    (void)moment.schedule({.kind = EventKind::kPlace, .source = Source::kOsc, .part = std::uint8_t(i), .index = std::uint8_t(i)});
    (void)moment.schedule({.kind = EventKind::kNoteOn, .source = Source::kOsc, .part = std::uint8_t(i), .id = int(i),
                           .value = float(patch->places[i].low), .value2 = 0.8f});
  }
  moment.render(kMoment);
});

}  // namespace
}  // namespace seaglass::fuzz
