#include "engine/patch/settings.h"

#include <random>

#include "engine/patch/load.h"
#include "engine/patch/save.h"
#include "kernels/kernels.h"
#include "tests/catch.h"
#include "tests/support/play.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

StageReport report_of(Model& model) {
  StageReport report;
  model.report(report);
  return report;
}

std::unique_ptr<TrackModel> model_after(const std::vector<Event>& events) {
  auto model = make_small_model();
  for (const Event& e : events) (void)model->apply(e);
  return model;
}

bool same_setting(const StageReport& a, const StageReport& b) {
  for (std::size_t i = 0; i < kParts; i++)
    if (a.parts[i].values != b.parts[i].values || a.parts[i].place != b.parts[i].place) return false;
  return true;
}

// The gain is the master's, which a model alone does not have.
std::vector<Event> random_moves(unsigned seed, int count) {
  std::mt19937 random(seed);
  std::vector<Event> events;
  for (int i = 0; i < count; i++) {
    const auto part = std::uint8_t(random() % kParts);
    if (random() % 4 == 0) {
      events.push_back({.kind = EventKind::kPlace, .part = part, .index = std::uint8_t(random() % 3)});
      continue;
    }
    const Parameter& p = parameters()[random() % kParameterCount];
    if (p.id == ParameterId::kGain) continue;
    const float share = float(random() % 1000) / 999;
    events.push_back({.kind = EventKind::kControl, .part = part, .index = std::uint8_t(p.id), .value = p.min + share * (p.max - p.min)});
  }
  return events;
}

std::string complaint(const char* json) {
  try {
    (void)read_settings(json);
  } catch (const PatchError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("From any setting to any other, and no further than needed") {
  const Patch& patch = *small_patch();
  for (unsigned seed = 0; seed < 50; seed++) {
    auto a = model_after(random_moves(seed, int(seed))), b = model_after(random_moves(seed + 1000, 60));
    const StageReport from = report_of(*a), to = report_of(*b);
    const auto events = events_between(from, to, patch);
    for (const Event& e : events) (void)a->apply(e);
    REQUIRE(same_setting(report_of(*a), to));
    REQUIRE(events_between(to, to, patch).empty());
    auto c = model_after(random_moves(seed + 2000, 30));
    for (const Event& e : events_for(to, patch)) (void)c->apply(e);
    REQUIRE(same_setting(report_of(*c), to));
  }
}

TEST_CASE("Settings keep a stage through JSON, naming only what is not as a patch leaves it") {
  const Patch& patch = *small_patch();
  CHECK(settings_of(report_of(*make_small_model()), patch).empty());
  for (unsigned seed = 0; seed < 50; seed++) {
    const StageReport stage = report_of(*model_after(random_moves(seed, 80)));
    const Settings settings = settings_of(stage, patch);
    const Settings again = read_settings(to_json(settings));
    REQUIRE(again == settings);
    REQUIRE(same_setting(stage_of(again, patch), stage));
  }
  const StageReport one = report_of(*model_after({control(0, ParameterId::kVibrato, 30, 4)}));
  CHECK(to_json(settings_of(one, patch)) == R"([{"part":5,"place":"bowed","values":{"vibrato":30.0}}])");
}

TEST_CASE("A few parts are set and the others left alone") {
  auto model = model_after(random_moves(3, 60));
  const StageReport before = report_of(*model);
  const Settings few{{.part = 2, .place = "drum", .values = {{ParameterId::kVibrato, 12.0f}}}, {.part = 4, .place = "theremin", .values = {}}};
  for (const Event& e : events_of(few, *small_patch())) (void)model->apply(e);
  const StageReport after = report_of(*model);
  for (std::size_t part = 0; part < kParts; part++) {
    if (part == 2) continue;
    CHECK(after.parts[part].values == before.parts[part].values);
    CHECK(after.parts[part].place == before.parts[part].place);
  }
  CHECK(after.parts[2].place == kDrum);
  CHECK(after.parts[2].values[std::size_t(ParameterId::kVibrato)] == 12);
}

TEST_CASE("A place that a patch does not have is its first") {
  const StageReport stage = stage_of({{.part = 2, .place = "theremin", .values = {}}}, *small_patch());
  CHECK(stage.parts[2].place == 0);
}

TEST_CASE("Wrong settings are refused in one sentence") {
  CHECK(complaint("7") == "its settings are not a list of parts");
  CHECK(complaint("[{}]") == "an entry of its settings lacks the number 'part'");
  CHECK(complaint(R"([{"part": 17}])") == "'part' in its settings is not 1 to 16");
  CHECK(complaint(R"([{"part": 1, "place": 3}])") == "'place' in its settings is not a name");
  CHECK(complaint(R"([{"part": 1, "values": {"colour": 1}}])") == "its settings name the unknown parameter 'colour'");
  CHECK(complaint(R"([{"part": 1, "values": {"vibrato": 1e9}}])") == "'vibrato' in its settings is out of range");
  CHECK(complaint(R"([{"part": 1, "values": {"vibrato": "much"}}])") == "'vibrato' in its settings is out of range");
  CHECK(complaint("[") == "its settings are not a list of parts");
}

TEST_CASE("A stream opens as its patch says, unless all parts were put elsewhere") {
  TrackPatch patch = *small_patch();
  patch.settings = {{.part = 3, .place = "plucked", .values = {{ParameterId::kDrift, 2.0f}, {ParameterId::kX, 0.9f}}}};
  auto model = make_small_model();
  for (const Event& e : opening_events(patch)) (void)model->apply(e);
  StageReport report = report_of(*model);
  CHECK(report.parts[3].place == kPlucked);
  CHECK(report.parts[3].values[std::size_t(ParameterId::kX)] == 0.9f);
  CHECK(report.parts[2].place == kBowed);
  model = make_small_model();
  (void)model->apply({.kind = EventKind::kPlace, .part = kAllParts, .index = kDrum});
  for (const Event& e : opening_events(patch, kDrum)) (void)model->apply(e);
  report = report_of(*model);
  CHECK(report.parts[3].place == kDrum);
  CHECK(report.parts[3].values[std::size_t(ParameterId::kDrift)] == 2);
  CHECK(report.parts[3].values[std::size_t(ParameterId::kX)] == patch.places[kDrum].map[0]);
}

TEST_CASE("A patch saved with settings is the same patch, opens as it was left, and can be saved again") {
  const Settings settings{{.part = 3, .place = "plucked", .values = {{ParameterId::kVibrato, 30.0f}}}};
  std::vector<std::byte> bytes = with_settings(small_patch_bytes(), settings, "mine");
  for (int again = 0; again < 2; again++) {
    const std::shared_ptr<const Patch> saved = load_patch(bytes);
    CHECK(saved->name == "mine");
    CHECK(saved->settings == settings);
    CHECK(saved->places.size() == small_patch()->places.size());
    CHECK(saved->provenance.size() == small_patch()->provenance.size());
    TrackModel before(small_patch(), kernels::best());
    TrackModel after(std::dynamic_pointer_cast<const TrackPatch>(saved), kernels::best());
    before.prepare({});
    after.prepare({});
    const std::vector<Event> notes{note_on(0, 1, 57), note_off(2000, 1)};
    CHECK(first_difference(play(before, notes, 4000, 64).left, play(after, notes, 4000, 64).left) == -1);
    bytes = with_settings(bytes, settings, "mine");
  }
  CHECK_THROWS_AS(with_settings({}, settings, "mine"), PatchError);
  std::vector<std::byte> damaged = bytes;
  damaged[9] = std::byte{0};
  CHECK_THROWS_AS(with_settings(damaged, settings, "mine"), PatchError);
}
