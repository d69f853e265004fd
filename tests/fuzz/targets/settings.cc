// How parts are set, as patches and snapshots have it in JSON: what can be read is written again as it was, and means events
// that any stream can take.

#include "engine/patch/settings.h"

#include "engine/patch/load.h"
#include "engine/patch/patch.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

const Patch& small_patch() {
  static const Patch patch = [] {
    Patch p;
    for (const char* name : {"cello", "glass", "kit"}) p.places.push_back({.name = name});
    return p;
  }();
  return patch;
}

void check(const std::vector<Event>& events) {
  for (const Event& e : events) {
    must(e.part < kParts, "it is for a part");
    must(e.kind == EventKind::kPlace || e.kind == EventKind::kControl, "settings choose places and set parameters");
    if (e.kind == EventKind::kPlace) {
      must(e.index < small_patch().places.size(), "there is such a place");
      continue;
    }
    const Parameter& p = parameter(ParameterId(e.index));
    must(e.value >= p.min && e.value <= p.max, "a parameter stays within its range");
  }
}

const Target target("settings", [](Bytes input) {
  Settings settings;
  try {
    settings = read_settings(text_of(input));
  } catch (const PatchError&) {
    return;
  }
  must(read_settings(to_json(settings)) == settings, "what is written is read as it was");
  const StageReport stage = stage_of(settings, small_patch()), none = stage_of({}, small_patch());
  check(events_between(none, stage, small_patch()));
  check(events_for(stage, small_patch()));
  must(events_between(stage, stage, small_patch()).empty(), "between one and the same nothing happens");
  const Settings kept = settings_of(stage, small_patch());
  must(settings_of(stage_of(kept, small_patch()), small_patch()) == kept, "a stage is kept as it is");
});

}  // namespace
}  // namespace seaglass::fuzz
