// What watchers are told of the stage, and what they can tell a voice by its number.

#include "engine/stage_report.h"

#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/play.h"
#include "tests/support/signal.h"
#include "tests/support/stage.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

StageReport report_of(const Model& model) {
  StageReport report;
  model.report(report);
  return report;
}

Event voice_set(SampleIndex at, int voice, std::uint8_t index, float value) {
  return {.at = at, .kind = EventKind::kVoiceSet, .source = Source::kOsc, .index = index, .id = voice, .value = value};
}

}  // namespace

TEST_CASE("A report tells which voices sound, of whom, and at which pitch") {
  const auto model = make_small_model();
  const std::vector<Event> events{note_on(0, 60, 60), note_on(10, 64, 64.25f, 0.5f, 3), note_off(900, 60),
                                  bend(1000, 1, 3), control(1000, ParameterId::kVibrato, 30, 3)};
  (void)play(*model, events, 1200, 64);
  const StageReport report = report_of(*model);
  CHECK(report.sounding == 2);
  REQUIRE(report.voice_count == 2);
  const VoiceReport& a = report.voices[0];
  const VoiceReport& b = report.voices[1];
  CHECK((a.id == 60 && a.part == 0 && !a.held && a.voice == 0));
  CHECK((b.id == 64 && b.part == 3 && b.held && b.voice == 1));
  CHECK(a.pitch == Approx(60));
  CHECK(b.pitch == Approx(66.25));  // two semitones of bend
  CHECK(b.level_db > -80);
  CHECK(report.parts[3].values[std::size_t(ParameterId::kVibrato)] == 30);
  CHECK(report.parts[2].values[std::size_t(ParameterId::kVibrato)] == 0);
  CHECK(report.parts[3].bend == 1);
}

TEST_CASE("A report lists no more voices than it holds, and counts them all") {
  const auto model = make_small_model({.voices = 200});
  std::vector<Event> events;
  for (int i = 0; i < 200; i++) events.push_back(note_on(0, i, float(30 + i % 60)));
  (void)play(*model, events, 64, 64);
  const StageReport report = report_of(*model);
  CHECK(report.sounding == 200);
  CHECK(report.voice_count == kReportedVoices);
}

TEST_CASE("A voice is set by its number, and all voices at once, as a note is by its id") {
  const std::vector<Event> notes{note_on(0, 1, 57), note_on(0, 2, 64)};
  const auto heard = [&](std::vector<Event> more) {
    const auto model = make_small_model();
    return play(*model, notes + more, 9600, 64);
  };
  const auto pitch = std::uint8_t(NoteKey::kPitch);
  const Sound by_id = heard({note_set(2000, 2, NoteKey::kPitch, 66)});
  const Sound by_number = heard({voice_set(2000, 1, pitch, 66)});
  CHECK(first_difference(by_id.left, by_number.left) == -1);
  CHECK(first_difference(by_id.left, heard({}).left) >= 2000);

  const auto own = own_value_index(ParameterId::kNoise);
  const Sound each = heard({note_set(2000, 1, ParameterId::kNoise, 12), note_set(2000, 2, ParameterId::kNoise, 12)});
  CHECK(first_difference(each.left, heard({voice_set(2000, kAllVoices, own, 12)}).left) == -1);
  // A number that no voice has changes nothing.
  CHECK(first_difference(heard({}).left, heard({voice_set(2000, 40, pitch, 66)}).left) == -1);
}

TEST_CASE("The stream publishes a report every hundredth of a second, and allocates nothing for it") {
  Stage stage({});
  stage.send_at(1000, note_on(0, 7, 62));
  stage.send_at(1000, control(0, ParameterId::kGain, -6));
  stage.run(4800);
  const StageReport early = stage.link.report.load();
  stage.run(9600);
  const StageReport report = stage.link.report.load();
  CHECK(report.at > early.at);
  CHECK(stage.position() - report.at < 480 + 256);
  REQUIRE(report.voice_count == 1);
  CHECK(report.voices[0].id == 7);
  CHECK(report.parts[0].values[std::size_t(ParameterId::kGain)] == -6);
  CHECK(stage.worst_allocations == 0);
}
