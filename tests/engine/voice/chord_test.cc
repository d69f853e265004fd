// Keys that are struck together share the voices of their swarms, where a pool is too small for all.

#include "engine/voice/chord.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/engine/voice/cloud_rig.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kWindow = int(Chord::kSeconds * 48000);

// Voices of each key that have begun, by its id.
std::map<int, int> shares(const Model& model) {
  std::map<int, int> found;
  for (const VoiceReport& v : voices_of(model)) found[v.id]++;
  return found;
}

// Strikes so many keys, so many samples apart.
void strike(Model& model, int keys, int apart, int first_id = 1) {
  for (int k = 0; k < keys; k++) {
    if (k > 0) run(model, apart);
    (void)model.apply(note_on(0, first_id + k, float(48 + 4 * k), 0.7f));
  }
}

}  // namespace

TEST_CASE_METHOD(BothKinds, "The keys of a chord get as many voices each, whenever within a moment they are struck") {
  for (const int apart : {0, 64, kWindow / 4})
    for (const int keys : {2, 3, 4, 10}) {
      if ((keys - 1) * apart > kWindow) continue;
      auto model = make({.voices = 64, .seed = 5});
      tell(*model, cloud(64, 0.6f));
      strike(*model, keys, apart);
      CHECK(model->sounding() == 64);
      run(*model, 48000);
      CAPTURE(neural, apart, keys);
      const auto found = shares(*model);
      REQUIRE(int(found.size()) == keys);
      for (const auto& [id, voices] : found) {
        CAPTURE(id);
        CHECK(voices >= 64 / keys - 1);
        CHECK(voices <= 64 / keys + 1);
      }
    }
}

TEST_CASE_METHOD(BothKinds, "Where all members of a chord begin at once, a sample decides, and no key after it is left with its own voice") {
  auto model = make({.voices = 64, .seed = 5});
  tell(*model, cloud(64, 0));
  strike(*model, 4, 0);
  run(*model, 4800);
  for (const auto& [id, voices] : shares(*model)) CHECK(voices == 16);
  // Those that sound have to fade, and keep their voices meanwhile: half of what is free besides goes to each key.
  auto spread = make({.voices = 64, .seed = 5});
  tell(*spread, cloud(64, 0));
  strike(*spread, 4, 64);
  CHECK(spread->sounding() == 64);
  run(*spread, 4800);
  const auto found = shares(*spread);
  REQUIRE(found.size() == 4);
  for (const auto& [id, voices] : found) CHECK(voices >= 4);
}

TEST_CASE_METHOD(BothKinds, "A key that comes later than a moment takes one voice, and swarms that want fewer give none") {
  auto model = make({.voices = 16, .seed = 5});
  tell(*model, cloud(16, 0.6f));
  (void)model->apply(note_on(0, 1, 48, 0.7f));
  run(*model, kWindow + 64);
  strike(*model, 1, 0, 2);
  run(*model, 48000);
  auto found = shares(*model);
  CHECK(found[1] == 15);
  CHECK(found[2] == 1);

  // Another part's smaller swarms, and notes without any, keep what they have.
  model = make({.voices = 16, .seed = 5});
  tell(*model, cloud(16, 0.6f));
  tell(*model, {control(0, kCloud, 3, 1), control(0, kCloud, 1, 2)});
  tell(*model, {note_on(0, 1, 40, 0.7f, 1), note_on(0, 2, 45, 0.7f, 2), note_on(0, 3, 60, 0.7f), note_on(0, 4, 64, 0.7f)});
  run(*model, 48000);
  found = shares(*model);
  CHECK(found[1] == 3);
  CHECK(found[2] == 1);
  CHECK(found[3] == 6);
  CHECK(found[4] == 6);
}

TEST_CASE_METHOD(BothKinds, "A swarm that gave members to a chord is as loud as before, within 10 ms", "[alone]") {
  const auto played = [&](bool chord, std::uint64_t seed) {
    auto events = plain_cloud(32, 30, 0) + std::vector{control(0, kCloud, 64, 1), control(0, kCloudTime, 0, 1), note_on(kOn, 1, 60, 0.7f)};
    if (chord) events.push_back(note_on(kOn + 200, 2, 100, 0, 1));  // hardly heard
    return play(events, 14400, {.voices = 32, .seed = seed});
  };
  // Members beat against each other: of one swarm, those that stay may be 2 dB above or below, of many they are not.
  constexpr int kSeeds = 24, kFrom = kOn + 200 + 480;
  double change_db = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; seed++) {
    const Sound alone = played(false, seed), gave = played(true, seed);
    REQUIRE(first_difference(alone.left, gave.left) >= kOn + 200);
    change_db += (level_db(gave, kFrom, 14400) - level_db(alone, kFrom, 14400)) / kSeeds;
    CHECK(joint_excess_db(gave.left, kOn + 200, 48000, 400) < 6);
  }
  CHECK(std::abs(change_db) < 1);  // half of the members alone would be 3 dB softer
}

TEST_CASE_METHOD(BothKinds, "A chord of swarms sounds the same in blocks of 1, 64 and 1000") {
  std::vector<Event> events = cloud(24, 0.1f);
  for (int i = 0; i < 6; i++) events.push_back(note_on(300 + 211 * i, i, float(48 + 3 * i), 0.7f));
  const ModelSetup setup{.voices = 24, .seed = 5};
  const Sound whole = test::play(*make(setup), events, 9600, 9600);
  REQUIRE(peak(whole.left) > 1e-3f);
  for (const int block : {1, 64, 1000}) CHECK(same(whole, test::play(*make(setup), events, 9600, block)));
}
