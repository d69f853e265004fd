// A note's own values: heard in that note and in no other, from the sample at which they are given.

#include "engine/voice/note_controls.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/both_kinds.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kCount = 14400, kOn = 401, kOff = 9600;
const std::vector<Event> kNote{note_on(kOn, 1, 57)};
const std::vector<Event> kEnd{note_off(kOff, 1)};

std::vector<ParameterId> own_parameters() {
  std::vector<ParameterId> all;
  for (const Parameter& p : parameters())
    if (p.per_note == PerNote::kOwn) all.push_back(p.id);
  return all;
}

// As OSC sends them: only the number says which note is meant.
std::vector<Event> of_any_part(std::vector<Event> events) {
  for (Event& e : events)
    if (e.kind == EventKind::kNoteOff || e.kind == EventKind::kNoteSet) e.part = kAllParts;
  return events;
}

// What must be so for it to matter.
std::vector<Event> ground_of(ParameterId id) {
  switch (id) {
    case ParameterId::kPressureDepth: return {{.at = 0, .kind = EventKind::kChannelPressure, .value = 0.7f}};
    case ParameterId::kVibratoRate: return {control(0, ParameterId::kVibrato, 60)};
    case ParameterId::kMorph: return {control(0, ParameterId::kMorphTo, 4)};
    case ParameterId::kMorphTo: return {control(0, ParameterId::kMorph, 0.5f)};
    case ParameterId::kCloudPitch:
    case ParameterId::kCloudTimbre:
    case ParameterId::kCloudDrift: return {control(0, ParameterId::kCloud, 3)};
    default: return {};
  }
}

bool of_the_map(ParameterId id) { return id >= ParameterId::kX && id <= ParameterId::kDim12; }

float elsewhere(ParameterId id) {
  const Parameter& p = parameter(id);
  return id == ParameterId::kMorphTo ? 4 : id == ParameterId::kNoise ? 12 : p.standard + 0.6f * (p.max - p.standard);
}

bool same(const Sound& a, const Sound& b) {
  return first_difference(a.left, b.left) == -1 && first_difference(a.right, b.right) == -1;
}

// The greatest distance between the changes from a to b and from c to d.
float distance_of_changes(const Sound& a, const Sound& b, const Sound& c, const Sound& d) {
  float worst = 0;
  for (std::size_t i = 0; i < a.left.size(); i++) {
    worst = std::max(worst, std::abs((a.left[i] - b.left[i]) - (c.left[i] - d.left[i])));
    worst = std::max(worst, std::abs((a.right[i] - b.right[i]) - (c.right[i] - d.right[i])));
  }
  return worst;
}

}  // namespace

TEST_CASE("Notes have values of their own of all that a voice reads at its frames, and of nothing else") {
  REQUIRE(own_parameters().size() == 28);
  for (const Parameter& p : parameters()) {
    CAPTURE(p.name);
    if (p.per_note == PerNote::kOwn) CHECK(p.timing == Timing::kFrame);
    if (p.timing == Timing::kFrame) CHECK(p.per_note != PerNote::kNo);
    CHECK(own_value_of(own_value_index(p.id)).has_value() == (p.per_note == PerNote::kOwn));
    // As a key of /note/set: pan, gain and brightness keep the meaning that they have there.
    const auto key = find_note_key(p.name);
    REQUIRE(key.has_value() == (p.per_note != PerNote::kNo));
    if (!key) continue;
    CHECK((key->index >= kOwnValue) == (p.per_note == PerNote::kOwn));
    if (p.per_note == PerNote::kOwn) CHECK((key->min == p.min && key->max == p.max));
  }
  for (int index = 0; index < 256; index++)
    if (index < kOwnValue || index >= kOwnValue + kParameterCount) CHECK_FALSE(own_value_of(std::uint8_t(index)));
}

TEST_CASE_METHOD(BothKinds, "Its own value from the onset makes a note what it is in a part with that value, bit for bit") {
  for (const ParameterId id : own_parameters()) {
    CAPTURE(parameter(id).name, neural);
    const float value = elsewhere(id);
    const Sound plain = play(ground_of(id) + kNote + kEnd, kCount);
    const Sound own = play(ground_of(id) + kNote + std::vector{at_onset(note_set(kOn, 1, id, value))} + kEnd, kCount);
    const Sound part = play(ground_of(id) + std::vector{control(0, id, value)} + kNote + kEnd, kCount);
    CHECK(same(own, part));
    // And it is heard, but for the map in a patch of tracks.
    CHECK(same(own, plain) == (!neural && of_the_map(id)));
  }
}

TEST_CASE_METHOD(BothKinds, "Its own value makes a sounding note what the part's would make it, bit for bit") {
  for (const ParameterId id : own_parameters()) {
    CAPTURE(parameter(id).name, neural);
    const int at = kOn + 1234;
    const float value = elsewhere(id);
    const Sound own = play(ground_of(id) + kNote + std::vector{note_set(at, 1, id, value)} + kEnd, kCount);
    const Sound part = play(ground_of(id) + kNote + std::vector{control(at, id, value)} + kEnd, kCount);
    const Sound plain = play(ground_of(id) + kNote + kEnd, kCount);
    CHECK(same(own, part));
    CHECK(same(own, plain) == (!neural && of_the_map(id)));
    const auto first = first_difference(own.left, plain.left);
    if (first >= 0) CHECK(first >= at);
  }
}

TEST_CASE_METHOD(BothKinds, "Its own value is heard in that note and not in the other") {
  const std::vector<Event> first{note_on(401, 1, 57)}, second{note_on(701, 2, 64)};
  for (const ParameterId id : own_parameters()) {
    CAPTURE(parameter(id).name, neural);
    const auto own = std::vector{note_set(2001, 1, id, elsewhere(id))};
    const Sound both = play(ground_of(id) + first + second + own, 7200);
    const Sound both_plain = play(ground_of(id) + first + second, 7200);
    const Sound alone = play(ground_of(id) + first + own, 7200);
    const Sound alone_plain = play(ground_of(id) + first, 7200);
    // The first note changes as it does alone, to the rounding of the sum; so the second one does not change at all.
    CHECK(distance_of_changes(both, both_plain, alone, alone_plain) < 2e-7f * 8);
    // The control: the part's value changes both.
    if (neural || !of_the_map(id)) {
      const auto all = std::vector{control(2001, id, elsewhere(id))};
      if (id != ParameterId::kRelease)
        CHECK(distance_of_changes(play(ground_of(id) + first + second + all, 7200), both_plain, alone, alone_plain) > 1e-4f);
    }
  }
}

TEST_CASE_METHOD(BothKinds, "A note keeps its own value when the part moves, and leaves none to the next note") {
  const auto vibrato = [](int at, float cents) { return std::vector{control(at, ParameterId::kVibrato, cents)}; };
  const auto own = std::vector{at_onset(note_set(kOn, 1, ParameterId::kVibrato, 40))};
  CHECK(same(play(kNote + own + vibrato(3000, 90), kCount), play(kNote + own, kCount)));
  CHECK_FALSE(same(play(kNote + vibrato(3000, 90), kCount), play(kNote, kCount)));
  // Of the same id, in the same voice: the first is silent by then.
  const std::vector<Event> off{controller(4000, 120, 0)}, again{note_on(7000, 1, 57)};
  const Sound after = play(kNote + own + off + again, kCount), clean = play(kNote + off + again, kCount);
  CHECK_FALSE(same(after, clean));
  CHECK(std::equal(after.left.begin() + 5000, after.left.end(), clean.left.begin() + 5000));
}

TEST_CASE("A note stays where it is told on the map, wherever its part goes") {
  const auto heard = [](const std::vector<Event>& events) { return play(*make_small_neural(), events, kCount, 64); };
  const auto own = std::vector{note_set(2001, 1, ParameterId::kX, 0.9f)};
  const std::vector<Event> leaves{program(3001, 4)};
  CHECK(same(heard(kNote + own + leaves), heard(kNote + own)));
  // And is told so after its part has left for another place.
  const auto later = std::vector{note_set(4001, 1, ParameterId::kX, 0.9f)};
  const Sound moved = heard(kNote + leaves + later);
  CHECK(same(moved, heard(kNote + later)));
  CHECK_FALSE(same(moved, heard(kNote + leaves)));
}

TEST_CASE("A note told at its onset to be a drum is struck as one, and stays bowed when told later") {
  const auto heard = [](const std::vector<Event>& events) { return play(*make_small_neural(), events, kCount, 64); };
  const int drum = 5;
  const std::vector<Event> part{control(0, ParameterId::kMorphTo, drum), control(0, ParameterId::kMorph, 1)};
  const auto own = [&](int at, bool onset) {
    std::vector<Event> sets{note_set(at, 1, ParameterId::kMorphTo, drum), note_set(at, 1, ParameterId::kMorph, 1)};
    if (onset)
      for (Event& set : sets) set = at_onset(set);
    return sets;
  };
  const Sound struck = heard(part + kNote + kEnd);
  CHECK(same(heard(kNote + own(kOn, true) + kEnd), struck));
  CHECK_FALSE(same(heard(kNote + own(kOn + 1, true) + kEnd), struck));
  // And the other way: a drum's part, a bowed note.
  const std::vector<Event> on_drums{program(0, drum)};
  const std::vector<Event> bowed{at_onset(note_set(kOn, 1, ParameterId::kMorphTo, 0)),
                                 at_onset(note_set(kOn, 1, ParameterId::kMorph, 1))};
  const Sound as_part = heard(on_drums + std::vector{control(0, ParameterId::kMorphTo, 0), control(0, ParameterId::kMorph, 1)} +
                              kNote + kEnd);
  CHECK(same(heard(on_drums + kNote + bowed + kEnd), as_part));
}

TEST_CASE_METHOD(BothKinds, "Gain and pan given with a note-on hold from its first sample; given later they are approached") {
  const auto with = [&](NoteKey key, float value, bool onset) {
    const Event set = note_set(kOn, 1, key, value);
    return play(kNote + std::vector{onset ? at_onset(set) : set}, 4800);
  };
  const Sound plain = play(kNote, 4800), soft = with(NoteKey::kGain, -20, true), ramped = with(NoteKey::kGain, -20, false);
  for (std::size_t i = kOn; i < 4800; i++)
    REQUIRE(soft.left[i] == Approx(0.1 * double(plain.left[i])).epsilon(1e-4).margin(1e-7));
  CHECK(peak(std::span(ramped.left).subspan(kOn, 60)) > 2 * peak(std::span(soft.left).subspan(kOn, 60)));
  const Sound right = with(NoteKey::kPan, 1, true);
  CHECK(peak(right.left) < 1e-6f);
  CHECK(peak(with(NoteKey::kPan, 1, false).left) > 1e-4f);
  // Told so after the first sample, it is no longer the onset.
  const Event late = at_onset(note_set(2001, 1, NoteKey::kGain, -20));
  Event usual = late;
  usual.value2 = 0;
  CHECK(same(play(kNote + std::vector{late}, 4800), play(kNote + std::vector{usual}, 4800)));
}

TEST_CASE_METHOD(BothKinds, "A note's brightness comes on top of the part's, as ever") {
  const auto part = [](float db) { return std::vector{control(0, ParameterId::kBrightness, db)}; };
  const std::vector<Event> set{note_set(kOn, 1, NoteKey::kBrightness, 1.5f)};
  CHECK(same(play(part(2) + kNote + set, kCount), play(part(3.5f) + kNote, kCount)));
  CHECK_FALSE(same(play(part(2) + kNote + set, kCount), play(part(1.5f) + kNote, kCount)));
}

TEST_CASE_METHOD(BothKinds, "Keys that notes do not have, and values out of range, do no harm") {
  for (int index = int(NoteKey::kLast) + 1; index < 256; index++) {
    if (own_value_of(std::uint8_t(index))) continue;
    Event set = note_set(kOn + 100, 1, NoteKey::kPitch, 3);
    set.index = std::uint8_t(index);
    CAPTURE(index);
    REQUIRE(same(play(kNote + std::vector{set}, 2400), play(kNote, 2400)));
  }
  for (const ParameterId id : own_parameters())
    for (const float extreme : {-1e30f, 1e30f}) {
      CAPTURE(parameter(id).name, extreme, neural);
      const float limit = extreme < 0 ? parameter(id).min : parameter(id).max;
      const auto own = [&](float value) { return play(kNote + std::vector{note_set(kOn, 1, id, value)} + kEnd, kCount); };
      const Sound sound = own(extreme);
      CHECK(finite(sound.left));
      CHECK(same(sound, own(limit)));
    }
}

TEST_CASE_METHOD(BothKinds, "Notes with values of their own sound the same in blocks of 1, 17, 64 and 4096") {
  std::mt19937 random(3);
  const auto unit = [&] { return float(random() % 4096) / 4096; };
  const auto owns = own_parameters();
  std::vector<Event> events;
  for (int i = 0; i < 8; i++) events.push_back(program(0, i % 2 == 0 ? 0 : decaying(), i % 4));
  for (int at = 100; at < 12000; at += 1 + int(random() % 90)) {
    const int id = int(random() % 6), part = int(random() % 2);
    const int pairs = int(random() % 4);
    const bool begins = random() % 6 == 0;
    if (begins) events.push_back(note_on(at, id, 40 + 40 * unit(), unit(), part));
    for (int i = 0; i < pairs; i++) {
      const ParameterId own = owns[random() % owns.size()];
      const Parameter& p = parameter(own);
      const Event set = note_set(at, id, own, p.min + unit() * (p.max - p.min), part);
      events.push_back(begins ? at_onset(set) : set);
    }
    if (random() % 12 == 0) events.push_back(note_off(at, id, part));
  }
  const ModelSetup setup{.voices = 8, .seed = 5};
  auto model = make(setup);
  const Sound whole = test::play(*model, events, 12000, 12000);
  REQUIRE(finite(whole.left));
  REQUIRE(peak(whole.left) > 1e-3f);
  for (const int block : {1, 17, 64, 4096}) {
    CAPTURE(block, neural);
    REQUIRE(same(whole, test::play(*make(setup), events, 12000, block)));
  }
  std::erase_if(events, [](const Event& e) { return e.kind == EventKind::kNoteSet; });
  REQUIRE_FALSE(same(whole, test::play(*make(setup), events, 12000, 64)));  // the comparison can fail
}

TEST_CASE_METHOD(BothKinds, "A note's own values ask nothing of the allocator") {
  auto model = make({.voices = 4});
  std::vector<float> left(64), right(64);
  const AllocationGuard guard;
  for (int round = 0; round < 20; round++) {
    (void)model->apply(note_on(0, round % 3, 50));
    for (const Parameter& p : parameters()) (void)model->apply(at_onset(note_set(0, round % 3, p.id, p.max)));
    model->process({}, {left.data(), right.data(), 64});
    for (const Parameter& p : parameters()) (void)model->apply(note_set(0, round % 3, p.id, p.min));
    model->process({}, {left.data(), right.data(), 64});
  }
  CHECK(guard.count() == 0);
}

TEST_CASE_METHOD(BothKinds, "A note is found by its number whatever part it sounds in") {
  const int mode = GENERATE(0, 1, 2);  // poly, mono, legato
  const std::vector<Event> events{
      control(0, ParameterId::kMode, float(mode), 3), note_on(10, 1, 50, 0.8f, 3),           note_on(20, 2, 57, 0.8f, 6),
      note_set(1000, 1, NoteKey::kPitch, 53, 3),      note_on(2000, 3, 60, 0.8f, 3),         note_off(4000, 3, 3),
      note_set(5000, 2, NoteKey::kGain, -6, 6),       note_off(6000, 1, 3),                  note_off(9000, 2, 6)};
  const Sound exact = play(events, 14400);
  REQUIRE(peak(exact.left) > 1e-3f);
  CHECK(same(exact, play(of_any_part(events), 14400)));
  std::vector<Event> other = events;
  other[7].part = 2;  // where it is not
  CHECK_FALSE(same(exact, play(other, 14400)));
}
