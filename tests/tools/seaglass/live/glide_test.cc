#include "tools/seaglass/live/glide.h"

#include <cmath>
#include <map>

#include "tests/catch.h"
#include "tests/support/play.h"

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
