#pragma once
// How the parts are set: what a snapshot keeps, and what a patch may bring along. All [control].

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/event.h"
#include "engine/parameter.h"
#include "engine/stage_report.h"

namespace seaglass {

struct Patch;

// Of one part. A parameter that is not named stands at its standard (x and y: at the place's spot on the map).
struct PartSettings {
  int part = 0;
  std::string place;  // empty: the patch's first
  std::vector<std::pair<ParameterId, float>> values;

  friend bool operator==(const PartSettings&, const PartSettings&) = default;
};

// Parts that are not named are as a patch without settings leaves them.
using Settings = std::vector<PartSettings>;

// As a report has them, of the patch that it was made of.
Settings settings_of(const StageReport& report, const Patch& patch);

// The report that a stage with these settings would give, as far as places and parameters go; a place that the patch does
// not have is its first.
StageReport stage_of(const Settings& settings, const Patch& patch);

// What has to happen for a stage that is as `from` to become as `to`: places first, which move their parts on the map.
std::vector<Event> events_between(const StageReport& from, const StageReport& to, const Patch& patch);

// The same from whatever it may be: every place and every parameter.
std::vector<Event> events_for(const StageReport& to, const Patch& patch);

// The parts that are named, the others left alone; a place that the patch does not have is left out.
std::vector<Event> events_of(const Settings& settings, const Patch& patch);

// What a stream of this patch begins with, at its first sample. `place`: a number that all parts were put at before, instead
// of where the patch has them, or -1.
std::vector<Event> opening_events(const Patch& patch, int place = -1);

// `[{"part": 1, "place": "cello", "values": {"vibrato": 30}}]`, parts counted from 1. Throws PatchError.
Settings read_settings(std::string_view json);
std::string to_json(const Settings& settings);

// [any] Whether it can be the name of a place: text in UTF-8, and not too long.
bool is_name(std::string_view text);

}  // namespace seaglass
