#include "tools/seaglass/live/glide.h"

#include <cmath>
#include <map>
#include <random>

#include "engine/voice/timbre_map.h"
#include "tests/catch.h"
#include "tests/support/play.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

StageReport stage(const Settings& settings) { return stage_of(settings, *small_patch()); }

// All events, taken in pieces of `piece` seconds.
std::vector<Glide::Timed> run(Glide& glide, double piece) {
  std::vector<Glide::Timed> all;
  for (double until = piece; !glide.done(); until += piece)
    for (const auto& event : glide.advance(until)) all.push_back(event);
  return all;
}

StageReport after(const StageReport& from, const std::vector<Glide::Timed>& events) {
  auto model = make_small_model();
  for (const Event& e : events_between(stage({}), from, *small_patch())) (void)model->apply(e);
  for (const auto& [at, event] : events) (void)model->apply(event);
  StageReport report;
  model->report(report);
  return report;
}

}  // namespace

TEST_CASE("A glide ends where it should, moves evenly, and does not depend on how it is asked for") {
  const StageReport from = stage({}),
                    to = stage({{.part = 2, .place = "plucked", .values = {{ParameterId::kVibrato, 80.0f}, {ParameterId::kAttack, 4.0f}, {ParameterId::kMode, 1.0f}}},
                                {.part = 5, .place = "", .values = {{ParameterId::kX, 1.0f}}}});
  Glide fine(from, to, *small_patch(), 2), coarse(from, to, *small_patch(), 2);
  const auto events = run(fine, 0.013), same = run(coarse, 5);
  REQUIRE(events.size() == same.size());
  double last = 0;
  std::map<ParameterId, std::vector<std::pair<double, float>>> moves;
  for (std::size_t i = 0; i < events.size(); i++) {
    CHECK((events[i].at == same[i].at && events[i].event == same[i].event));
    CHECK(events[i].at >= last);
    last = events[i].at;
    if (events[i].event.kind == EventKind::kControl && events[i].event.part == 2)
      moves[ParameterId(events[i].event.index)].emplace_back(events[i].at, events[i].event.value);
  }
  CHECK(last == Approx(2));
  const StageReport end = after(from, events);
  for (std::size_t part = 0; part < kParts; part++) {
    CHECK(end.parts[part].place == to.parts[part].place);
    CHECK(end.parts[part].values == to.parts[part].values);
  }
  // Cents by steps, lengths by factors, switches once and in the middle, and the other place by morphing.
  for (const auto& [at, value] : moves[ParameterId::kVibrato]) CHECK(value == Approx(40 * at).margin(1e-3));
  for (const auto& [at, value] : moves[ParameterId::kAttack]) CHECK(value == Approx(std::pow(4, at / 2)).epsilon(1e-4));
  REQUIRE(moves[ParameterId::kMode].size() == 2);  // and said again at the end
  CHECK(moves[ParameterId::kMode][0].first == Approx(1).margin(0.02));
  CHECK(moves[ParameterId::kMorphTo].front().second == kSmallPrograms[kPlucked]);
  CHECK(moves[ParameterId::kMorph].size() > 100);
}

namespace {

using Weights = std::map<int, float>;

float value(const PartReport& part, ParameterId id) { return part.values[std::size_t(id)]; }

// What a note of the part is a mix of; `home`: the place in which it was struck.
Weights mix_of(const PartReport& part, int home, const TimbreMap& map) {
  const TimbrePosition at{value(part, ParameterId::kX), value(part, ParameterId::kY), value(part, ParameterId::kMorph),
                          int(value(part, ParameterId::kMorphTo))};
  Weights weights;
  const PlaceMix mix = map.at(at, home);
  for (const auto& [place, weight] : mix.all()) weights[place] += weight;
  return weights;
}

// How much of the sound is another, 0 to 1.
float change(const Weights& a, Weights b) {
  for (const auto& [place, weight] : a) b[place] -= weight;
  float sum = 0;
  for (const auto& [place, weight] : b) sum += std::fabs(weight) / 2;
  return sum;
}

// The largest step that a note hears that is held all the way, or one that is struck anew every time.
struct Steps {
  float held = 0, struck = 0, left = 0;  // left: of the held note, at the end, to where it should be
};

Steps steps_of(const StageReport& from, const StageReport& to, double seconds) {
  const Patch& patch = *small_neural_patch();
  const TimbreMap map(patch.places);
  auto model = make_small_neural();
  for (const Event& e : events_for(from, patch)) (void)model->apply(e);
  Glide glide(from, to, patch, seconds);
  StageReport report;
  model->report(report);
  const int home = report.parts[0].place;
  Weights held = mix_of(report.parts[0], home, map), struck = held;
  Steps steps;
  const auto events = run(glide, 0.05);
  for (std::size_t i = 0; i < events.size();) {
    const double at = events[i].at;
    for (; i < events.size() && events[i].at == at; i++) (void)model->apply(events[i].event);
    model->report(report);
    const PartReport& part = report.parts[0];
    const Weights now = mix_of(part, part.place, map);
    steps.struck = std::max(steps.struck, change(struck, now));
    struck = now;
    if (part.place != home) continue;  // it keeps the position that it has
    const Weights still = mix_of(part, home, map);
    steps.held = std::max(steps.held, change(held, still));
    held = still;
  }
  steps.left = change(held, mix_of(to.parts[0], to.parts[0].place, map));
  return steps;
}

}  // namespace

TEST_CASE("A glide to another place or another goal begins where the part is and goes there without a step") {
  const Patch& patch = *small_neural_patch();
  std::mt19937 random(5);
  const auto share = [&] { return float(random() % 1001) / 1000; };
  const auto somewhere = [&] {
    const Place& place = patch.places[random() % patch.places.size()];
    PartSettings s{.part = 0, .place = place.name, .values = {}};
    if (random() % 2) s.values.emplace_back(ParameterId::kMorph, random() % 3 == 0 ? 1.0f : share());
    // Goals that there are, and one that there is not.
    const std::size_t goal = random() % (patch.places.size() + 1);
    s.values.emplace_back(ParameterId::kMorphTo, goal < patch.places.size() ? float(patch.places[goal].program) : 99.0f);
    if (random() % 3 == 0) s.values.emplace_back(ParameterId::kX, share());
    if (random() % 3 == 0) s.values.emplace_back(ParameterId::kY, share());
    return stage_of({s}, patch);
  };
  for (int round = 0; round < 300; round++) {
    CAPTURE(round);
    const StageReport from = somewhere(), to = somewhere();
    const Steps steps = steps_of(from, to, 4);
    CHECK(steps.held < 0.1f);
    CHECK(steps.struck < 0.1f);
    CHECK(steps.left < 0.01f);
  }
}

TEST_CASE("A short glide to another place takes the notes that are held along") {
  const Patch& patch = *small_neural_patch();
  const StageReport from = stage_of({{.part = 0, .place = patch.places[0].name, .values = {{ParameterId::kMorph, 0.5f}}}}, patch),
                    to = stage_of({{.part = 0, .place = patch.places[1].name, .values = {}}}, patch);
  Glide glide(from, to, patch, 0.3);
  double whole = -1, placed = -1;
  for (const auto& [at, event] : run(glide, 0.02)) {
    if (event.kind == EventKind::kPlace) placed = at;
    if (event.kind == EventKind::kControl && event.index == std::uint8_t(ParameterId::kMorph) && event.value == 1) whole = at;
  }
  REQUIRE(whole > 0);
  CHECK(placed == Approx(0.3));
  CHECK(placed - whole > 0.001 * double(parameter(ParameterId::kMorph).smoothing_ms) - 0.011);
}

TEST_CASE("A glide between equal settings says nothing") {
  const StageReport same = stage({{.part = 1, .place = "drum", .values = {{ParameterId::kDrift, 2.0f}}}});
  Glide glide(same, same, *small_patch(), 1);
  CHECK(run(glide, 0.1).empty());
}

TEST_CASE("Everything at once is thinned out") {
  Settings all;
  for (int part = 0; part < kParts; part++) {
    PartSettings s{.part = part, .place = "", .values = {}};
    for (const Parameter& p : parameters()) s.values.emplace_back(p.id, p.max);
    all.push_back(s);
  }
  Glide glide(stage({}), stage(all), *small_patch(), 10);
  const auto events = run(glide, 0.1);
  CHECK(events.size() < 10 * 9000);
  CHECK(events.size() > 10 * 4000);
}
