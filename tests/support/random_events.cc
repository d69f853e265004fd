#include "tests/support/random_events.h"

#include <algorithm>
#include <random>

#include "engine/parameter.h"
#include "tests/support/play.h"

namespace seaglass::test {
namespace {

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  int below(int n) { return int(random_() % std::uint64_t(n)); }
  float unit() { return float(below(1 << 20)) / float(1 << 20); }

  Event make(SampleIndex at) {
    const int part = below(4), id = below(6), dice = below(100);
    const auto p = std::uint8_t(part);
    if (dice < 40) return note_on(at, id, float(30 + below(60)) + (below(3) == 0 ? unit() : 0.0f), unit(), part);
    if (dice < 60) return note_off(at, id, part);
    if (dice < 64) return own_value(at, id, part);
    if (dice < 68) return note_set(at, id, NoteKey(below(int(NoteKey::kLast) + 1)), set_value(), part);
    if (dice < 76) return controller(at, kControllers[below(int(std::size(kControllers)))], float(below(128)), part);
    if (dice < 80) return bend(at, 2 * unit() - 1, part);
    if (dice < 83) return {.at = at, .kind = EventKind::kChannelPressure, .part = p, .value = unit()};
    if (dice < 86) return {.at = at, .kind = EventKind::kNotePressure, .source = Source::kMidi, .part = p, .id = id, .value = unit()};
    if (dice < 90) return program(at, kSmallPrograms[below(3)], part);
    if (dice < 97) return parameter_event(at, part);
    if (dice == 97) return {.at = at, .kind = EventKind::kPlace, .part = kAllParts, .index = std::uint8_t(below(4))};
    if (dice == 98 && below(3) == 0)
      return {.at = at, .kind = EventKind::kHandOver, .index = std::uint8_t(below(2)), .value = float(2 + below(30))};
    if (dice == 98) return {.at = at, .kind = EventKind::kShed, .value = float(1 + below(2))};
    return below(3) == 0 ? panic(at) : controller(at, 120 + below(8), 0, part);
  }

 private:
  static constexpr int kControllers[] = {1, 5, 6, 7, 10, 11, 38, 64, 64, 64, 66, 71, 72, 73, 74, 76, 98, 100, 101};

  // A pitch most of all; as a gain or a brightness it is one that a performer might send.
  float set_value() { return below(2) == 0 ? unit() : 12 * unit(); }
  // Of any parameter, most of which notes have of their own; some with the note-on, if there was one on this sample.
  Event own_value(SampleIndex at, int id, int part) {
    const auto own = ParameterId(below(kParameterCount));
    const Parameter& p = parameter(own);
    const Event event = note_set(at, id, own, p.min + (p.max - p.min) * unit(), part);
    return below(3) == 0 ? at_onset(event) : event;
  }
  Event parameter_event(SampleIndex at, int part) {
    const auto id = ParameterId(below(kParameterCount));
    const Parameter& p = parameter(id);
    return control(at, id, p.min + (p.max - p.min) * unit(), part);
  }

  std::mt19937_64 random_;
};

}  // namespace

std::vector<Event> random_events(std::uint64_t seed, SampleIndex samples, double per_second, double rate) {
  Maker maker(seed);
  std::vector<SampleIndex> times;
  const int count = int(double(samples) / rate * per_second);
  for (int i = 0; i < count; i++) times.push_back(SampleIndex(maker.unit() * double(samples)));
  std::sort(times.begin(), times.end());
  std::vector<Event> events;
  for (std::size_t i = 0; i < times.size(); i++)
    events.push_back(maker.make(i > 0 && maker.below(8) == 0 ? events.back().at : times[i]));  // several on one sample
  return events;
}

}  // namespace seaglass::test
