#include "tools/seaglass/live/glide.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace seaglass {
namespace {

// As often as the engine follows: a parameter's own smoothing joins the steps (engine/parameter.h).
constexpr double kStep = 0.01;  // seconds
// At most so many events a second: with many moves the steps are wider.
constexpr double kMostPerSecond = 8000;

bool is_switch(ParameterId id) { return id == ParameterId::kMode || id == ParameterId::kOutput; }

// Where a part stands on the map, which moves by the way that it takes.
bool of_the_way(ParameterId id) {
  return id == ParameterId::kX || id == ParameterId::kY || id == ParameterId::kMorph || id == ParameterId::kMorphTo;
}

Event control_event(std::uint8_t part, ParameterId id, float value) {
  return {.kind = EventKind::kControl, .source = Source::kEngine, .part = part, .index = std::uint8_t(id), .value = value};
}

float value_in(const PartReport& part, ParameterId id) { return part.values[std::size_t(id)]; }

// The place that a part morphs to, or none: then its morph has no share in what is heard.
std::optional<std::size_t> goal_of(const PartReport& part, const Patch& patch) {
  for (std::size_t i = 0; i < patch.places.size(); i++)
    if (patch.places[i].program == int(value_in(part, ParameterId::kMorphTo))) return i;
  return std::nullopt;
}

float share_of_goal(const PartReport& part, const Patch& patch) {
  return goal_of(part, patch) ? value_in(part, ParameterId::kMorph) : 0;
}

// No other place lies on its spot: who stands there hears it alone, wherever they come from.
bool alone_on_map(std::size_t place, const Patch& patch) {
  std::size_t same = 0;
  for (const Place& p : patch.places) same += p.map == patch.places[place].map;
  return same == 1;
}

}  // namespace

Glide::Glide(const StageReport& from, const StageReport& to, const Patch& patch, double seconds) : seconds_(seconds) {
  last_ = events_between(from, to, patch);
  for (std::size_t i = 0; i < kParts; i++) {
    const PartReport &a = from.parts[i], &b = to.parts[i];
    const auto part = std::uint8_t(i);
    for (const Parameter& p : parameters()) {
      if (of_the_way(p.id) || (p.id == ParameterId::kGain && i > 0)) continue;
      if (value_in(a, p.id) != value_in(b, p.id)) add_move(part, p.id, value_in(a, p.id), value_in(b, p.id));
    }
    if (a.place != b.place && b.place < patch.places.size())
      add_way(part, a, b, patch);
    else
      add_morph(part, a, b, patch);
  }
  const double step = std::max(kStep, double(moves_.size()) / kMostPerSecond);
  steps_ = std::max(1, int(std::lround(seconds / step)));
}

void Glide::add_move(std::uint8_t part, ParameterId id, float from, float to, double begin, double end) {
  const Parameter& p = parameter(id);
  const bool factor = p.curve == Curve::kRatio || id == ParameterId::kVibratoRate;
  moves_.push_back({part, id, from, to, is_switch(id) ? Move::Way::kSwitch : factor ? Move::Way::kFactor : Move::Way::kEven, begin, end});
}

void Glide::add_turn(std::uint8_t part, ParameterId id, float value, double at) {
  turns_.push_back({at, control_event(part, id, value)});
}

// At one place: about the map, and from one goal to another by way of none.
void Glide::add_morph(std::uint8_t part, const PartReport& a, const PartReport& b, const Patch& patch) {
  for (const ParameterId id : {ParameterId::kX, ParameterId::kY})
    if (value_in(a, id) != value_in(b, id)) add_move(part, id, value_in(a, id), value_in(b, id));
  const float from = value_in(a, ParameterId::kMorph), to = value_in(b, ParameterId::kMorph);
  if (value_in(a, ParameterId::kMorphTo) == value_in(b, ParameterId::kMorphTo)) {
    if (from != to) add_move(part, ParameterId::kMorph, from, to);
    return;
  }
  const double back = share_of_goal(a, patch), on = share_of_goal(b, patch), turn = back > 0 ? back / (back + on) : 0;
  add_move(part, ParameterId::kMorph, from, 0, 0, turn);
  add_turn(part, ParameterId::kMorphTo, value_in(b, ParameterId::kMorphTo), turn);
  add_move(part, ParameterId::kMorph, 0, to, turn, 1);
  last_.push_back(control_event(part, ParameterId::kMorph, to));  // the way has moved it, whether it differs or not
}

void Glide::add_way(std::uint8_t part, const PartReport& a, const PartReport& b, const Patch& patch) {
  const Place& place = patch.places[b.place];
  const auto goal = goal_of(a, patch);
  const float morph = value_in(a, ParameterId::kMorph), x = value_in(b, ParameterId::kX), y = value_in(b, ParameterId::kY);
  const bool there = goal == b.place, arrived = !there && goal && morph == 1 && alone_on_map(*goal, patch);
  const double back = there || arrived ? 0 : share_of_goal(a, patch), over = there ? 1 - morph : 1;
  const double far = std::max({std::fabs(x - place.map[0]), std::fabs(y - place.map[1]), share_of_goal(b, patch)});
  const double on = alone_on_map(b.place, patch) ? far : 0, all = back + over + on;
  // When the other place becomes the part's own, the notes that are held keep to what they were last asked for: they have
  // to be there by then.
  const double end = 1 - std::min(0.5, double(parameter(ParameterId::kMorph).smoothing_ms) / 1000 / seconds_);
  const double first = all > 0 ? end * back / all : 0, second = all > 0 ? end * (back + over) / all : 0;

  if (arrived) {  // it is heard alone already: from there
    add_turn(part, ParameterId::kX, patch.places[*goal].map[0], 0);
    add_turn(part, ParameterId::kY, patch.places[*goal].map[1], 0);
  }
  if (!there) {
    add_move(part, ParameterId::kMorph, morph, 0, 0, first);
    add_turn(part, ParameterId::kMorphTo, float(place.program), first);
  }
  add_move(part, ParameterId::kMorph, there ? morph : 0, 1, first, second);
  if (on > 0) {
    add_turn(part, ParameterId::kX, place.map[0], second);
    add_turn(part, ParameterId::kY, place.map[1], second);
    add_turn(part, ParameterId::kMorph, 0, second);
    add_turn(part, ParameterId::kMorphTo, value_in(b, ParameterId::kMorphTo), second);
    add_move(part, ParameterId::kX, place.map[0], x, second, end);
    add_move(part, ParameterId::kY, place.map[1], y, second, end);
    add_move(part, ParameterId::kMorph, 0, value_in(b, ParameterId::kMorph), second, end);
  }
  last_.push_back(control_event(part, ParameterId::kMorphTo, value_in(b, ParameterId::kMorphTo)));
}

// -------------------------------------------------------------------------------------------------

int Glide::step_of(double share) const { return int(std::lround(share * steps_)); }

std::vector<Glide::Timed> Glide::advance(double until) {
  std::vector<Timed> events;
  for (; next_ <= steps_ && seconds_ * next_ / steps_ < until; next_++) add_step(events, next_);
  return events;
}

void Glide::add_step(std::vector<Timed>& events, int step) const {
  const double at = seconds_ * step / steps_;
  if (step == steps_) {
    for (const Event& event : last_) events.push_back({at, event});
    return;
  }
  for (const Move& m : moves_) {
    const int begin = step_of(m.begin), end = step_of(m.end);
    const bool moves = step > begin && step <= end, skipped = begin == end && step == end;
    if (!moves && !skipped) continue;
    const float x = skipped ? 1 : float(step - begin) / float(end - begin);
    float value = m.from + x * (m.to - m.from);
    if (m.way == Move::Way::kFactor) value = m.from * std::pow(m.to / m.from, x);
    if (m.way == Move::Way::kSwitch) {
      if (step != (steps_ + 1) / 2) continue;
      value = m.to;
    }
    events.push_back({at, control_event(m.part, m.id, value)});
  }
  for (const Turn& t : turns_)
    if (step_of(t.at) == step) events.push_back({at, t.event});
}

}  // namespace seaglass
