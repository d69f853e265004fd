// Walks the table and listens: every parameter changes the sound, when the table says that it does, and as smoothly.
// What is heard is compared with a rendering in which nothing moved.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "engine/parameter.h"
#include "engine/stream/renderer.h"
#include "tests/catch.h"
#include "tests/support/play.h"
#include "tests/support/signal.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr int kCount = 24000, kFirst = 480, kMoved = 3001, kSecond = 9600;
constexpr double kRate = 48000;
constexpr int kFrame = 128;

// A held note, and another one after it: what concerns only notes to come is heard there.
std::vector<Event> passage() {
  return {note_on(kFirst, 1, 55), note_on(kSecond, 2, 62, 0.6f), note_off(14400, 1), note_off(16800, 2)};
}

// What must be so for a parameter to matter at all: a wheel that is turned, a pressure, a vibrato to have a rate.
std::vector<Event> ground_of(ParameterId id) {
  switch (id) {
    case ParameterId::kBendRange: return {bend(0, 0.5f)};
    case ParameterId::kPressureDepth: return {{.at = 0, .kind = EventKind::kChannelPressure, .value = 0.7f}};
    case ParameterId::kVibratoRate: return {control(0, ParameterId::kVibrato, 60)};
    case ParameterId::kGlide: return {control(0, ParameterId::kMode, 1)};
    case ParameterId::kMorph: return {control(0, ParameterId::kMorphTo, 4)};
    case ParameterId::kMorphTo: return {control(0, ParameterId::kMorph, 0.5f)};
    case ParameterId::kCloudPitch:
    case ParameterId::kCloudTime:
    case ParameterId::kCloudTimbre:
    case ParameterId::kCloudDrift: return {control(0, ParameterId::kCloud, 4)};
    default: return {};
  }
}

// Somewhere else in its range, far but not silent.
float elsewhere(const Parameter& p) {
  switch (p.id) {
    case ParameterId::kVolume:
    case ParameterId::kGain: return -20;
    case ParameterId::kNoise: return 24;
    case ParameterId::kMorphTo: return 4;
    case ParameterId::kTranspose: return 7;
    case ParameterId::kGlide: return 0.2f;
    case ParameterId::kAttack: return p.max;
    default: return p.standard == p.max ? 0.25f * p.max + 0.75f * p.min : p.max;
  }
}

Sound heard(std::unique_ptr<Model> model, std::vector<Event> events) {
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  Renderer renderer(kRate, std::move(model));
  for (const Event& e : events) REQUIRE(renderer.schedule(e));
  Sound sound = still_sound(kCount, kMaxOutputs);
  renderer.render({}, sound.span(0, kCount));
  return sound;
}

Sound heard(std::vector<Event> events) { return heard(make_small_neural({.seed = 7}), std::move(events)); }

std::vector<float> difference(const Sound& a, const Sound& b) {
  std::vector<float> d(a.left.size());
  for (int p = 0; p < a.pairs(); p++)
    for (std::size_t i = 0; i < d.size(); i++)
      d[i] = std::hypot(d[i], a.pair(p).left[i] - b.pair(p).left[i], a.pair(p).right[i] - b.pair(p).right[i]);
  return d;
}

// What has changed, in dB against what sounded.
double change_db(const Sound& a, const Sound& b) {
  return 20 * std::log10(rms(difference(a, b)) / std::hypot(rms(a.left), rms(a.right)) + 1e-12);
}

int first_change(const Sound& a, const Sound& b) { return int(first_difference(a, b)); }

}  // namespace

TEST_CASE("Every parameter is heard: moving it before the notes changes the sound, and nothing else does") {
  for (const Parameter& p : parameters()) {
    CAPTURE(p.name);
    const std::vector<Event> ground = ground_of(p.id) + passage();
    const Sound still = heard(ground);
    REQUIRE(peak(still.left) > 1e-2f);
    REQUIRE(first_change(still, heard(ground)) == -1);  // the control: equal bits
    const Sound moved = heard(ground_of(p.id) + std::vector{control(0, p.id, elsewhere(p))} + passage());
    REQUIRE(finite(moved.left));
    const double db = change_db(still, moved);
    if (std::getenv("SEAGLASS_SHOW") != nullptr) std::printf("%-16.*s %6.1f dB\n", int(p.name.size()), p.name.data(), db);
    CHECK(db > -35);
  }
}

TEST_CASE("A parameter told its standard value changes nothing") {
  const Sound still = heard(passage());
  for (const Parameter& p : parameters()) {
    // The parts begin where their place lies on the map, not at the table's middle.
    if (p.id == ParameterId::kX || p.id == ParameterId::kY) continue;
    CAPTURE(p.name);
    CHECK(first_change(still, heard(std::vector{control(0, p.id, p.standard)} + passage())) == -1);
  }
}

TEST_CASE("Every parameter takes effect when the table says") {
  for (const Parameter& p : parameters()) {
    // Release and attack belong to a stretch of the note: the one is moved while it is let go, the other at once.
    const int at = p.id == ParameterId::kRelease ? 15001 : p.id == ParameterId::kAttack ? kFirst + 301 : kMoved;
    const std::vector<Event> ground = ground_of(p.id) + passage();
    const Sound still = heard(ground);
    const Sound moved = heard(ground + std::vector{control(at, p.id, elsewhere(p))});
    const int first = first_change(still, moved);
    CAPTURE(p.name, at, first);
    switch (p.timing) {
      case Timing::kSample:
        CHECK(first >= at);
        CHECK(first < at + 16);  // samples, of which some lie near zero
        break;
      case Timing::kFrame:
        CHECK(first >= at);
        CHECK(first <= at + kFrame + kFrame * kQuestionFrames);
        break;
      case Timing::kNote: CHECK(first >= kSecond); break;
    }
  }
}

TEST_CASE("Levels and pan arrive after the smoothing that the table states, and not before") {
  for (const Parameter& p : parameters()) {
    if (p.timing != Timing::kSample || p.smoothing_ms == 0) continue;
    // An unpitched, noisy sound would hide it; here both renderings hold the same waveform at two levels.
    const auto ground = plain_sound() + passage();
    auto model = [] { return make_small_model({.seed = 7}); };
    const float goal = p.id == ParameterId::kPan ? 0.8f : p.id == ParameterId::kExpression ? 0.5f : p.id == ParameterId::kOutput ? 2.0f : -6.0f;
    const Sound still = heard(model(), ground);
    const Sound moved = heard(model(), ground + std::vector{control(kMoved, p.id, goal)});
    const int ramp = int(std::lround(p.smoothing_ms * kRate / 1000));
    const auto ratio = [&](int i) { return double(moved.left[std::size_t(i)]) / still.left[std::size_t(i)]; };
    // The greatest distance from the final level among the samples of a stretch that are loud enough to tell.
    const double final_ratio = ratio(int(std::max_element(still.left.begin() + kMoved + 2000, still.left.begin() + kSecond) -
                                         still.left.begin()));
    const auto off = [&](int from, int until) {
      double worst = 0;
      for (int i = from; i < until; i++)
        if (std::abs(still.left[std::size_t(i)]) > 0.02f) worst = std::max(worst, std::abs(ratio(i) - final_ratio));
      return worst;
    };
    CAPTURE(p.name, ramp, final_ratio, off(kMoved, kMoved + 20), off(kMoved + ramp - 60, kMoved + ramp - 30));
    CHECK(ramp == 240);
    CHECK(std::abs(1 - final_ratio) > 0.2);
    CHECK(off(kMoved, kMoved + 20) > 0.8 * std::abs(1 - final_ratio));
    CHECK(off(kMoved + ramp - 60, kMoved + ramp - 30) > 0.05 * std::abs(1 - final_ratio));
    CHECK(off(kMoved + ramp + 480, kSecond) < 0.02 * std::abs(1 - final_ratio));
  }
}

TEST_CASE("The map, morph and the dimensions belong to neural patches: a patch of tracks hears all the others") {
  for (const Parameter& p : parameters()) {
    CAPTURE(p.name);
    const bool of_the_map = p.id >= ParameterId::kX && p.id <= ParameterId::kDim12;
    const auto play = [&](const std::vector<Event>& events) { return heard(make_small_model({.seed = 7}), events); };
    const Sound still = play(ground_of(p.id) + passage());
    const Sound moved = play(ground_of(p.id) + std::vector{control(0, p.id, elsewhere(p))} + passage());
    if (of_the_map) {
      CHECK(first_change(still, moved) == -1);
    } else {
      CHECK(change_db(still, moved) > -35);
    }
  }
}
