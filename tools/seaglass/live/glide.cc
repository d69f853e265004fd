#include "tools/seaglass/live/glide.h"

#include <algorithm>
#include <cmath>

namespace seaglass {
namespace {

// As often as the engine follows: a parameter's own smoothing joins the steps (engine/parameter.h).
constexpr double kStep = 0.01;  // seconds
// At most so many events a second: with many moves the steps are wider.
constexpr double kMostPerSecond = 8000;

bool is_switch(ParameterId id) {
  return id == ParameterId::kMode || id == ParameterId::kMorphTo || id == ParameterId::kOutput;
}

Event control_event(std::uint8_t part, ParameterId id, float value) {
  return {.kind = EventKind::kControl, .source = Source::kEngine, .part = part, .index = std::uint8_t(id), .value = value};
}

float value_in(const PartReport& part, ParameterId id) { return part.values[std::size_t(id)]; }

}  // namespace

Glide::Glide(const StageReport& from, const StageReport& to, const Patch& patch, double seconds) : seconds_(seconds) {
  for (std::size_t i = 0; i < kParts; i++) {
    const PartReport &a = from.parts[i], &b = to.parts[i];
    const auto part = std::uint8_t(i);
    const bool moves = a.place != b.place && b.place < patch.places.size();
    for (const Parameter& p : parameters()) {
      if (p.id == ParameterId::kGain && i > 0) continue;
      // Another place is reached by morphing to it; what is said of the map holds there, and is said at the end.
      const bool of_the_way = p.id == ParameterId::kMorph || p.id == ParameterId::kMorphTo;
      if (moves && of_the_way) continue;
      if (value_in(a, p.id) != value_in(b, p.id) && !(moves && (p.id == ParameterId::kX || p.id == ParameterId::kY)))
        add_move(part, p.id, value_in(a, p.id), value_in(b, p.id));
    }
    if (!moves) continue;
    first_.push_back(control_event(part, ParameterId::kMorphTo, float(patch.places[b.place].program)));
    add_move(part, ParameterId::kMorph, value_in(a, ParameterId::kMorph), 1);
  }
  last_ = events_between(from, to, patch);
  // The way to another place has moved it, whether the two settings differ there or not.
  for (const Event& event : first_)
    last_.push_back(control_event(event.part, ParameterId::kMorphTo, value_in(to.parts[event.part], ParameterId::kMorphTo)));
  const double step = std::max(kStep, double(moves_.size()) / kMostPerSecond);
  steps_ = std::max(1, int(std::lround(seconds / step)));
}

void Glide::add_move(std::uint8_t part, ParameterId id, float from, float to) {
  const Parameter& p = parameter(id);
  const bool factor = p.curve == Curve::kRatio || id == ParameterId::kVibratoRate;
  moves_.push_back({part, id, from, to, is_switch(id) ? Move::Way::kSwitch : factor ? Move::Way::kFactor : Move::Way::kEven});
}

std::vector<Glide::Timed> Glide::advance(double until) {
  std::vector<Timed> events;
  if (next_ == 1 && until > 0)
    for (const Event& event : first_) events.push_back({0, event});
  for (; next_ <= steps_ && seconds_ * next_ / steps_ < until; next_++) add_step(events, next_);
  return events;
}

void Glide::add_step(std::vector<Timed>& events, int step) const {
  const double at = seconds_ * step / steps_;
  if (step == steps_) {
    for (const Event& event : last_) events.push_back({at, event});
    return;
  }
  const float x = float(step) / float(steps_);
  for (const Move& m : moves_) {
    float value = m.from + x * (m.to - m.from);
    if (m.way == Move::Way::kFactor) value = m.from * std::pow(m.to / m.from, x);
    if (m.way == Move::Way::kSwitch) {
      if (step != (steps_ + 1) / 2) continue;
      value = m.to;
    }
    events.push_back({at, control_event(m.part, m.id, value)});
  }
}

}  // namespace seaglass
