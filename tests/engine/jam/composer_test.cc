// The composer's promises, whatever the network says: here one of random weights.

#include "engine/jam/composer.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/dsp/random.h"
#include "engine/jam/bars.h"
#include "tests/catch.h"
#include "tests/support/small_jam.h"

using namespace seaglass;
using namespace seaglass::jam;
using namespace seaglass::test;

namespace {

constexpr int kFrames = 160;

struct Key {
  Tick on, off;
  int pitch;
};

// A tune that rests now and then.
std::vector<Key> tune(int seed, Tick until = kFrames * kTicksPerFrame) {
  std::vector<Key> keys;
  Tick at = 0;
  for (std::uint64_t i = 0; at < until; i++) {
    const std::uint64_t draw = hash64(std::uint64_t(seed), i);
    const Tick length = Tick(kTicksPerFrame) * Tick(1 + draw % 5);
    if (draw % 7 != 0) keys.push_back({at + Tick(draw >> 8 & 7), at + length, 58 + int(draw >> 16 & 15)});
    at += length;
  }
  return keys;
}

// Tells what happened before a frame, in order of time; `from` is where it was left off.
void tell(Listener& listener, const std::vector<Key>& keys, Tick& from, Tick before) {
  std::vector<std::pair<Tick, std::pair<bool, int>>> all;
  for (const Key& k : keys) {
    all.push_back({k.on, {true, k.pitch}});
    all.push_back({k.off, {false, k.pitch}});
  }
  std::stable_sort(all.begin(), all.end());
  for (const auto& [tick, what] : all) {
    if (tick < from || tick >= before) continue;
    if (what.first) listener.note_on(tick, what.second, 90, false);
    else listener.note_off(tick, what.second, false);
  }
  from = before;
}

bool same(const FramePlan& a, const FramePlan& b) {
  const auto note = [](const PlannedNote& n) { return std::tuple(n.role, n.pitch, n.velocity, n.micro, n.duration); };
  return a.frame == b.frame && a.changes == b.changes && a.chord == b.chord && a.notes.size() == b.notes.size() &&
         std::equal(a.notes.begin(), a.notes.end(), b.notes.begin(), [&](const auto& x, const auto& y) { return note(x) == note(y); });
}

std::vector<FramePlan> jam_with(const std::vector<Key>& keys, std::uint64_t seed = 1, const Knobs& knobs = {}, int frames = kFrames) {
  Composer composer(small_jam(), seed);
  Listener listener;
  std::vector<FramePlan> plans;
  Tick told = -1000;
  for (Frame f = 0; f < frames; f++) {
    tell(listener, keys, told, first_tick(f));
    plans.push_back(composer.plan(listener, knobs, without_bar(f)));
  }
  return plans;
}

int first_difference(const std::vector<FramePlan>& a, const std::vector<FramePlan>& b) {
  for (std::size_t i = 0; i < a.size(); i++)
    if (!same(a[i], b[i])) return int(i);
  return -1;
}

}  // namespace

TEST_CASE("The same notes and seed give the same plans, another seed others", "[jam]") {
  const auto keys = tune(3);
  const auto plans = jam_with(keys);
  REQUIRE(first_difference(plans, jam_with(keys)) == -1);
  REQUIRE(first_difference(plans, jam_with(keys, 2)) >= 0);
}

TEST_CASE("A plan knows nothing of what the player plays in its frame or later", "[jam]") {
  const auto keys = tune(3);
  for (const int turn : {1, 40, 41, 95}) {
    auto other = keys;
    for (Key& k : other)
      if (frame_of(k.on) >= turn) k.pitch += 6;
    const int differs = first_difference(jam_with(keys), jam_with(other));
    CAPTURE(turn);
    REQUIRE(differs > turn);
    REQUIRE(differs < turn + 24);  // and then it does know
  }
}

TEST_CASE("Notes that are told late are read where they belong", "[jam]") {
  const auto keys = tune(5);
  Composer prompt(small_jam(), 1), late(small_jam(), 1);
  Listener at_once, after;
  Tick told = -1000, told_late = -1000;
  int differ_while_unknown = 0;
  for (Frame f = 0; f < 60; f++) {
    tell(at_once, keys, told, first_tick(f));
    // From frame 30 to 33 nothing arrives; then all of it does.
    if (f < 30 || f >= 33) tell(after, keys, told_late, first_tick(f));
    const Setting setting = without_bar(f);
    const FramePlan a = prompt.plan(at_once, {}, setting), b = late.plan(after, {}, setting);
    if (f < 30) REQUIRE(same(a, b));
    if (f >= 30 && f < 33) differ_while_unknown += same(a, b) ? 0 : 1;
    // What was decided meanwhile is another past: both go on, and neither stops.
    REQUIRE(b.frame == f);
  }
  CAPTURE(differ_while_unknown);
  // Told before it is planned again, the last frame is planned as if it had been known.
  Composer known(small_jam(), 1), again(small_jam(), 1);
  Listener full, part;
  told = told_late = -1000;
  for (Frame f = 0; f < 40; f++) {
    tell(full, keys, told, first_tick(f));
    tell(part, keys, told_late, first_tick(f == 39 ? 37 : f));
    const FramePlan a = known.plan(full, {}, without_bar(f));
    FramePlan b = again.plan(part, {}, without_bar(f));
    if (f == 39) {
      tell(part, keys, told_late, first_tick(f));
      b = again.plan_again(part, {});
    }
    REQUIRE(same(a, b));
  }
}

TEST_CASE("Every part keeps to its range, its order and its number of voices", "[jam]") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    for (const FramePlan& plan : jam_with(tune(int(seed)), seed)) {
      REQUIRE(plan.notes.size() <= std::size_t(FramePlan::kMostNotes));
      std::map<Role, int> above;
      Role last = Role::kBass;
      for (const PlannedNote& n : plan.notes) {
        REQUIRE(n.role >= last);
        last = n.role;
        REQUIRE(n.pitch >= range_of(n.role).low);
        REQUIRE(n.pitch <= range_of(n.role).high);
        REQUIRE((!above.contains(n.role) || n.pitch > above[n.role]));
        above[n.role] = n.pitch;
        REQUIRE((n.velocity >= 1 && n.velocity <= 127));
        REQUIRE(n.micro < kMicros);
      }
    }
  }
}

TEST_CASE("Where the harmony changes, what is not in it ends", "[jam]") {
  std::set<std::pair<Role, int>> sounding;
  std::map<std::pair<Role, int>, Tick> ends;
  int cut = 0;
  for (const FramePlan& plan : jam_with(tune(8), 4, {}, 400)) {
    for (const NoteEnd& e : plan.ends) {
      REQUIRE(plan.changes);
      REQUIRE_FALSE(contains(members(plan.chord), e.pitch));
      const auto found = ends.find({e.role, e.pitch});
      REQUIRE(found != ends.end());
      REQUIRE(found->second > tick_of(plan.frame));
      ends.erase(found);
      cut++;
    }
    if (plan.changes)
      for (const auto& [key, end] : ends)
        REQUIRE((key.first == Role::kDrums || end <= tick_of(plan.frame) || contains(members(plan.chord), key.second)));
    for (const PlannedNote& n : plan.notes)
      if (n.role != Role::kDrums) ends[{n.role, n.pitch}] = n.onset(plan.frame) + n.length();
  }
  REQUIRE(cut > 5);
}

TEST_CASE("Only the roles that are asked for play", "[jam]") {
  Knobs knobs;
  knobs.roles = with(0, Role::kBass);
  int notes = 0;
  for (const FramePlan& plan : jam_with(tune(2), 1, knobs)) {
    for (const PlannedNote& n : plan.notes) REQUIRE(n.role == Role::kBass);
    notes += int(plan.notes.size());
  }
  REQUIRE(notes > 0);
  knobs.roles = 0;
  for (const FramePlan& plan : jam_with(tune(2), 1, knobs)) REQUIRE(plan.notes.empty());
}

TEST_CASE("It waits for the player's first note, unless it dreams", "[jam]") {
  constexpr int kFirst = 23;
  for (const FramePlan& plan : jam_with({{kFirst * kTicksPerFrame, 40 * kTicksPerFrame, 60}})) {
    CAPTURE(plan.frame);
    if (plan.frame <= kFirst) REQUIRE((plan.notes.empty() && plan.chord.none()));
    else REQUIRE_FALSE(plan.chord.none());
  }
  Knobs knobs;
  knobs.dreams = true;
  const auto plans = jam_with({}, 1, knobs);
  REQUIRE_FALSE(plans[0].chord.none());
  REQUIRE(std::any_of(plans.begin(), plans.end(), [](const FramePlan& p) { return !p.notes.empty(); }));
}

TEST_CASE("Drums alone name no harmony", "[jam]") {
  Knobs knobs;
  knobs.roles = with(0, Role::kDrums);
  for (const FramePlan& plan : jam_with(tune(2), 1, knobs)) REQUIRE(plan.chord.none());
}

TEST_CASE("A locked chord is taken at once and kept", "[jam]") {
  Knobs knobs;
  knobs.locked = chord_named("Ebm7");
  const auto plans = jam_with(tune(2), 1, knobs);
  int changes = 0;
  for (const FramePlan& plan : plans) changes += plan.changes ? 1 : 0;
  REQUIRE(changes == 1);
  REQUIRE(plans.back().chord == *knobs.locked);
}

TEST_CASE("Asked to answer only in rests, it plays nothing while the player sounds", "[jam]") {
  Knobs knobs;
  knobs.only_in_rests = true;
  const auto keys = tune(2);
  int notes = 0;
  for (const FramePlan& plan : jam_with(keys, 1, knobs)) {
    const bool sounds = std::any_of(keys.begin(), keys.end(), [&](const Key& k) {
      return frame_of(k.on) < plan.frame && std::max(frame_of(k.off), frame_of(k.on) + 1) >= plan.frame;
    });
    if (sounds) REQUIRE(plan.notes.empty());
    notes += int(plan.notes.size());
  }
  REQUIRE(notes > 0);
}

TEST_CASE("While the player plays on, the accompanist is not silent for a bar", "[jam]") {
  std::vector<Key> keys;
  for (int i = 0; i < kFrames; i++) keys.push_back({i * Tick(kTicksPerFrame), (i + 1) * Tick(kTicksPerFrame), 60 + i % 5});
  Knobs knobs;
  knobs[Knob::kRate] = 0;  // as seldom as it can
  Tick end = 0;
  for (const FramePlan& plan : jam_with(keys, 1, knobs)) {
    for (const PlannedNote& n : plan.notes) end = std::max(end, n.onset(plan.frame) + n.length());
    if (plan.frame > 0) REQUIRE(tick_of(plan.frame) - end < 16 * kTicksPerFrame);
  }
}
