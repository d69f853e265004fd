#include "engine/jam/harmony_judge.h"

#include <cmath>

#include "engine/jam/step.h"
#include "tests/catch.h"

using namespace seaglass::jam;

namespace {

constexpr std::array<float, kChords> kAnyChord{};  // all alike

Outlook on(std::initializer_list<int> pitches) {
  Outlook outlook{};
  for (const int p : pitches) outlook[std::size_t(p)] = 1.0f / float(pitches.size());
  return outlook;
}

}  // namespace

TEST_CASE("A chord carries the share of the outlook that is in it", "[jam]") {
  REQUIRE(carried(on({0, 4, 7}), members(*chord_named("C"))) == Approx(1));
  REQUIRE(carried(on({0, 4, 7, 1}), members(*chord_named("C"))) == Approx(0.75));
  REQUIRE(carried(on({1}), members(Chord{})) == 0);
}

TEST_CASE("Among likely chords the one that carries the player is chosen", "[jam]") {
  HarmonyQuestion q{.logits = kAnyChord, .outlook = on({2, 5, 7, 11}), .now = *chord_named("C"), .draw = 0.5f};
  const HarmonyAnswer answer = choose_chord(q, {}, {});
  REQUIRE(name_of(answer.chord) == "G:7");
  REQUIRE(answer.candidates[0].chord == answer.chord);
  REQUIRE(answer.candidates[0].share > 0.9f);
  REQUIRE(answer.nats == Approx(std::log(float(kChords))));
}

TEST_CASE("Led, the player's notes count for nothing, and the model decides", "[jam]") {
  std::array<float, kChords> logits{};
  logits[chord_named("Ab")->id] = 12;
  HarmonyQuestion q{.logits = logits, .outlook = on({2, 5, 7, 11}), .now = *chord_named("C"), .draw = 0.5f};
  Knobs knobs;
  knobs[Knob::kLead] = 1;
  REQUIRE(name_of(choose_chord(q, knobs, {}).chord) == "Ab:maj");
  knobs[Knob::kLead] = 0;
  REQUIRE(name_of(choose_chord(q, knobs, {}).chord) == "G:7");
}

TEST_CASE("A change leads to another chord", "[jam]") {
  HarmonyQuestion q{.logits = kAnyChord, .outlook = on({0, 4, 7}), .now = *chord_named("C")};
  for (int i = 0; i < 50; i++) {
    q.draw = float(i) / 50;
    REQUIRE_FALSE(choose_chord(q, {}, {}).chord == q.now);
  }
}

TEST_CASE("Tension prefers chords that ask to be resolved", "[jam]") {
  HarmonyQuestion q{.logits = kAnyChord, .outlook = on({0, 3}), .now = *chord_named("G"), .draw = 0.5f};
  Knobs knobs;
  knobs[Knob::kTension] = 1;
  const float tense = tension_of(choose_chord(q, knobs, {}).chord);
  knobs[Knob::kTension] = 0;
  REQUIRE(tension_of(choose_chord(q, knobs, {}).chord) < tense);
}

TEST_CASE("The wish to change grows with what the chord at hand misses, and is for beats", "[jam]") {
  ChangeQuestion q{.outlook = on({0, 4, 7}), .now = *chord_named("C"), .age = 8, .place = 0};
  const float content = change_share(q, {}, {});
  q.now = *chord_named("F#");
  const float misfit = change_share(q, {}, {});
  REQUIRE(misfit > content);
  REQUIRE(misfit > 0.9f);
  q.place = 1;
  REQUIRE(change_share(q, {}, {}) < misfit);
  q.place = 25;  // between quarter notes of an unknown bar
  REQUIRE(change_share(q, {}, {}) < misfit);
  q.place = 6;
  q.beat_frames = 6;  // a beat of 6/8
  REQUIRE(change_share(q, {}, {}) == misfit);
}

TEST_CASE("The knob turns the wish to change up and down, at every age", "[jam]") {
  for (const int age : {1, 4, 8, 12, 16, 31}) {
    float last = -1;
    for (const float knob : {0.0f, 0.25f, 0.5f, 0.75f, 1.0f}) {
      Knobs knobs;
      knobs[Knob::kChordRate] = knob;
      const float share = change_share({.outlook = on({0, 4, 7, 9}), .now = *chord_named("C"), .age = age, .place = 0}, knobs, {});
      REQUIRE(share > last);
      last = share;
    }
  }
}
