// A patch whose file is whole, but whose numbers are any: what patch_file comes upon seldom. Each change is two bytes for the
// place and a number.

#include "tests/fuzz/least_patch.h"

namespace seaglass::fuzz {
namespace {

constexpr int kMoment = 300;  // samples

void change_document(nlohmann::json& document, Choices& from) {
  constexpr const char* kPaths[] = {"/format", "/model/attack_frames", "/model/attack_hop_s", "/model/sustain_hop_s", "/model/width",
                                    "/model/layers", "/model/weights", "/model/partials", "/model/dimensions", "/places/0/program",
                                    "/places/0/low", "/places/0/high", "/places/1/low", "/places/0/release_db_per_s/0",
                                    "/places/0/release_db_per_s/1", "/places/0/map/0", "/places/1/map/1", "/provenance/0/seconds",
                                    "/settings/0/part", "/settings/0/values/vibrato", "/places/0/pitched", "/places/1/sustained"};
  nlohmann::json& entry = document[nlohmann::json::json_pointer(from.one_of(kPaths))];
  switch (from.below(4)) {
    case 0: entry = from.whole(); break;
    case 1: entry = from.below(2) == 0; break;
    default: entry = from.number();
  }
}

const Target target("patch_tables", [](Bytes input) {
  static const LeastPatch kTracks = least_tracks(), kNeural = least_neural();
  Choices from(input);
  LeastPatch least = from.below(2) == 0 ? kTracks : kNeural;
  const int places = from.below(16);
  while (!from.empty()) {
    if (from.below(6) == 0)
      change_document(least.document, from);
    else
      change_table(least.tables[std::size_t(from.byte()) % least.tables.size()], from);
  }
  std::shared_ptr<const Patch> patch;
  try {
    patch = load_patch(file_of(least));
  } catch (const PatchError&) {
    return;
  }
  Moment moment(patch);
  for (int i = 0; i < 2; i++) {
    const auto part = std::uint8_t(i);
    (void)moment.schedule({.kind = EventKind::kPlace, .source = Source::kOsc, .part = part, .index = part});
    (void)moment.schedule({.kind = EventKind::kNoteOn, .source = Source::kOsc, .part = part, .id = i, .value = 36.0f + float(4 * places),
                           .value2 = 0.8f});
    (void)moment.schedule({.at = kMoment / 2, .kind = EventKind::kNoteOff, .source = Source::kOsc, .part = part, .id = i});
  }
  moment.render(kMoment);
});

}  // namespace
}  // namespace seaglass::fuzz
