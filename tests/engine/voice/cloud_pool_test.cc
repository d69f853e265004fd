// Swarms among other notes: who makes room for whom, how they go on in mono and legato, and that they are as good as any note.

#include <algorithm>
#include <cmath>

#include "engine/dsp/decibels.h"
#include "engine/voice/cloud.h"
#include "tests/engine/voice/cloud_rig.h"
#include "tests/realtime/allocation_guard.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr double kRate = 48000;

}  // namespace

// --- who makes room ---

TEST_CASE_METHOD(BothKinds, "A swarm takes free voices and no others") {
  auto model = make({.voices = 8, .seed = 5});
  tell(*model, {control(0, kCloudTime, 0), note_on(0, 1, 48, 0.4f), note_on(0, 2, 52, 0.4f), control(0, kCloud, 64)});
  run(*model, 4800);
  const auto before = numbers_of(*model);
  const Applied what = model->apply(note_on(0, 3, 60));
  CHECK(what.taken == -1);
  CHECK(model->sounding() == 8);
  run(*model, 4800);
  const auto after = numbers_of(*model);
  CHECK(std::includes(after.begin(), after.end(), before.begin(), before.end()));
  // A full pool: the next key gets one voice, and of the swarm's rest the first stays.
  const Applied next = model->apply(note_on(0, 4, 64));
  CHECK(next.taken >= 0);
  CHECK(before.count(next.taken) == 0);  // although those are softer
  CHECK(next.taken != what.given);
  CHECK(model->sounding() == 8);
  int of_next = 0;
  for (const VoiceReport& v : voices_of(*model)) of_next += v.id == 4;
  CHECK(of_next == 1);
}

TEST_CASE_METHOD(BothKinds, "New keys take the members first, those that wait before all, and the key's own voice at the last") {
  auto model = make({.voices = 8, .seed = 5});
  tell(*model, {control(0, kCloudTime, 1), control(0, kCloud, 8)});
  const int first = model->apply(note_on(0, 1, 60)).given;
  run(*model, 24000);
  const auto sounding = numbers_of(*model);
  REQUIRE(sounding.size() >= 3);
  REQUIRE(sounding.size() <= 6);
  tell(*model, {control(0, kCloud, 1)});
  for (int i = 0; i < 7; i++) {
    const int taken = model->apply(note_on(0, 10 + i, float(40 + i))).taken;
    CAPTURE(neural, i, taken);
    REQUIRE(taken >= 0);
    CHECK(taken != first);
    CHECK((sounding.count(taken) == 0) == (i < 8 - int(sounding.size())));
    REQUIRE(model->sounding() == 8);
    run(*model, 640);
  }
}

TEST_CASE_METHOD(BothKinds, "Swarms upon swarms never exceed the voices asked for, nor cut off what fades") {
  auto model = make({.voices = 24, .seed = 5});
  std::mt19937 random(4);
  for (int i = 0; i < 400; i++) {
    const int part = int(random() % 3);
    tell(*model, {control(0, kCloud, float(1 + random() % 64), part), control(0, kCloudTime, 0.001f * float(random() % 300), part),
                  control(0, kMode, float(random() % 8 == 0 ? random() % 3 : 0), part)});
    const Applied what = model->apply(note_on(0, int(random() % 7), float(30 + random() % 60), 0.5f, part));
    REQUIRE(what.given >= 0);
    REQUIRE(what.given < 24 + kGhosts);
    REQUIRE(model->sounding() <= 24);
    if (random() % 2 == 0) tell(*model, {note_off(0, int(random() % 7), part)});
    if (random() % 40 == 0) tell(*model, {panic(0)});
    run(*model, int(random() % 5) * 160);
  }
  tell(*model, {panic(0)});
  CHECK(model->sounding() == 0);
}

TEST_CASE_METHOD(BothKinds, "A member that is taken fades, and makes no step") {
  auto events = plain_cloud(8, 30, 0) + std::vector{note_on(0, 1, 40), control(19200, kCloud, 1, 1), note_on(19201, 50, 44, 0.01f, 1)};
  for (const Event& e : plain_sound(1)) events.insert(events.begin(), e);
  const Sound s = play(events, 28800, {.voices = 8});
  CHECK(joint_excess_db(s.left, 19201, kRate, 400) < 6);
}

TEST_CASE_METHOD(BothKinds, "Shedding takes members that sound, not those that wait") {
  auto model = make({.voices = 16, .seed = 5});
  tell(*model, {control(0, kCloudTime, 1), control(0, kCloud, 8)});
  const int first = model->apply(note_on(0, 1, 60)).given;
  run(*model, 24000);
  const int sounding = stage_of(*model).sounding;
  REQUIRE(sounding >= 3);
  const Applied what = model->apply({.kind = EventKind::kShed, .value = float(sounding - 1)});
  CHECK(what.taken >= 0);
  CHECK(stage_of(*model).sounding == 1);
  CHECK(voices_of(*model)[0].voice == first);
  CHECK(model->sounding() == 1 + 8 - sounding);
  run(*model, 26000);
  CHECK(stage_of(*model).sounding == 1 + 8 - sounding);
}

// --- mono and legato ---

TEST_CASE_METHOD(BothKinds, "In legato the whole swarm glides together, those that wait too") {
  auto model = make({.voices = 32, .seed = 5});
  tell(*model, plain_cloud(8, 50, 1) + std::vector{control(0, kMode, 2), control(0, kGlide, 0.1f)});
  const int first = model->apply(note_on(0, 1, 60)).given;
  run(*model, 24000);
  const auto before = voices_of(*model);
  const Applied what = model->apply(note_on(0, 2, 67));
  CHECK(what.given == first);
  CHECK(what.taken == -1);
  CHECK(model->sounding() == 8);
  run(*model, 9600);
  const auto after = voices_of(*model);
  REQUIRE(after.size() >= before.size());
  for (const VoiceReport& v : after) CHECK(v.id == 2);
  for (const VoiceReport& v : before) {
    const auto now = std::find_if(after.begin(), after.end(), [&](const VoiceReport& w) { return w.voice == v.voice; });
    REQUIRE(now != after.end());
    CHECK(now->pitch - v.pitch == Approx(7).margin(1e-3));
  }
  run(*model, 24000);
  for (const VoiceReport& v : voices_of(*model)) CHECK(std::abs(v.pitch - 67) <= 0.501f);
  // Back to the key that is still down, and then the end of all.
  tell(*model, {note_off(0, 2)});
  for (const VoiceReport& v : voices_of(*model)) CHECK((v.id == 1 && v.held));
  tell(*model, {note_off(0, 1)});
  run(*model, 6 * 48000);
  CHECK(model->sounding() == 0);
}

TEST_CASE("A swarm is heard to glide to the next key in mono and legato") {
  for (const float mode : {1.0f, 2.0f}) {
    const auto events = plain_cloud(6, 20, 0.05f) + std::vector{control(0, kMode, mode), control(0, kGlide, 0.4f), note_on(kOn, 1, 60),
                                                                note_on(24000, 2, 67)};
    const Sound s = play(*make_small_model({.seed = 5}), events, 72000, 64);
    const auto heard = [&](int at, double key) {
      const double hz = hz_of_key(key);
      return band_db(s.left, at, 8192, hz * 0.97, hz * 1.03, kRate);
    };
    CAPTURE(mode);
    CHECK(heard(12000, 60) > heard(12000, 67) + 20);
    CHECK(heard(24000 + 9600 - 4096, 63.5) > heard(12000, 63.5) + 20);  // half way
    CHECK(heard(54000, 67) > heard(54000, 63.5) + 30);
    CHECK(heard(54000, 60) < heard(12000, 60) - 40);
  }
}

TEST_CASE_METHOD(BothKinds, "In mono a new key ends the old swarm and starts its own") {
  auto model = make({.voices = 32, .seed = 5});
  tell(*model, plain_cloud(8, 30, 1) + std::vector{control(0, kMode, 1), note_on(0, 1, 60)});
  run(*model, 24000);
  tell(*model, {note_on(0, 2, 64)});
  CHECK(model->sounding() == 8);
  for (const VoiceReport& v : voices_of(*model)) CHECK(v.id == 2);
  tell(*model, {note_off(0, 2)});
  CHECK(model->sounding() == 8);
  run(*model, 64000);
  CHECK(stage_of(*model).sounding == 8);
  for (const VoiceReport& v : voices_of(*model)) CHECK(v.id == 1);
}

// --- as ever ---

TEST_CASE_METHOD(BothKinds, "Swarms sound the same in blocks of 1, 17, 64 and 4096, and again") {
  std::mt19937 random(9);
  const auto unit = [&] { return float(random() % 4096) / 4096; };
  std::vector<Event> events{control(0, kCloud, 6), control(0, kCloudTime, 0.06f)};
  for (int i = 0; i < 4; i++) events.push_back(program(0, i % 2 == 0 ? 0 : decaying(), i));
  for (int at = 100; at < 12000; at += 1 + int(random() % 160)) {
    const int id = int(random() % 5), part = int(random() % 2);
    switch (random() % 8) {
      case 0:
      case 1: events.push_back(note_on(at, id, 40 + 40 * unit(), unit(), part)); break;
      case 2: events.push_back(note_off(at, id, part)); break;
      case 3: events.push_back(control(at, kCloud, 1 + 10 * unit(), part)); break;
      case 4: events.push_back(control(at, kCloudTime, 0.2f * unit(), part)); break;
      case 5: events.push_back(control(at, ParameterId(int(kCloudTimbre) + int(random() % 2)), unit(), part)); break;
      case 6: events.push_back(note_set(at, id, kCloudPitch, 200 * unit(), part)); break;
      default: events.push_back(bend(at, 2 * unit() - 1, part)); break;
    }
  }
  const ModelSetup setup{.voices = 20, .seed = 5};
  const Sound whole = test::play(*make(setup), events, 14400, 14400);
  REQUIRE(finite(whole.left));
  REQUIRE(peak(whole.left) > 1e-3f);
  for (const int block : {1, 17, 64, 4096, 14400}) {
    CAPTURE(block, neural);
    CHECK(same(whole, test::play(*make(setup), events, 14400, block)));
  }
  CHECK_FALSE(same(whole, test::play(*make({.voices = 20, .seed = 6}), events, 14400, 64)));
}

TEST_CASE_METHOD(BothKinds, "Swarms ask nothing of the allocator") {
  auto model = make({.voices = 64});
  std::vector<float> left(64), right(64);
  const AllocationGuard guard;
  for (int round = 0; round < 60; round++) {
    const int part = round % 3;
    (void)model->apply(control(0, kCloud, float(1 + round), part));
    (void)model->apply(control(0, kMode, float(round % 3), part));
    (void)model->apply(note_on(0, round % 4, float(40 + round), 0.8f, part));
    (void)model->apply(control(0, kCloudPitch, float(10 * round), part));
    for (int i = 0; i < 20; i++) model->process({}, {left.data(), right.data(), 64});
    (void)model->apply(control(0, kCloudTimbre, 0.01f * float(round), part));
    if (round % 4 == 0) (void)model->apply(note_off(0, round % 4, part));
  }
  CHECK(guard.count() == 0);
}
