// What a neural voice must do as an instrument: the same bits in any blocks and any company, stillness, movement about the
// map without a step, pitch, and an end.

#include <algorithm>
#include <cmath>

#include "engine/dsp/decibels.h"
#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/neural_reader.h"
#include "tests/support/play.h"
#include "tests/support/random_events.h"
#include "tests/support/signal.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

// Of the small patch.
constexpr int kStruckProgram = 2, kDrumProgram = 5;

std::vector<float> heard(const std::vector<Event>& events, int count, const ModelSetup& setup = {}) {
  return play(*make_small_neural(setup), events, count, 64).left;
}

double level_of(std::span<const float> x, int from, int count) {
  return 20 * std::log10(rms(x.subspan(std::size_t(from), std::size_t(count))) + 1e-12);
}

double spectral_distance(const std::vector<float>& a, const std::vector<float>& b, int at) {
  double sum = 0;
  for (int h = 1; h <= 12; h++) {
    const double hz = h * hz_of_key(60);
    const auto of = [&](const std::vector<float>& x) { return std::max(band_db(x, at, 8192, hz * 0.95, hz * 1.05, 48000), -90.0); };
    sum += std::abs(of(a) - of(b));
  }
  return sum / 12;
}

}  // namespace

TEST_CASE("A neural voice gives the same bits in blocks of 1, 17, 64 and 4096, at every level") {
  for (const VoiceKernels* kernels : kernels::available()) {
    const auto events = random_events(3, 24000, 80, 48000);
    const ModelSetup setup{.voices = 8, .seed = 5};
    const Sound whole = play(*make_small_neural(setup, *kernels), events, 24000, 24000);
    REQUIRE(finite(whole.left));
    REQUIRE(peak(whole.left) > 1e-3f);
    for (const int block : {1, 17, 64, 4096}) {
      const Sound cut = play(*make_small_neural(setup, *kernels), events, 24000, block);
      CAPTURE(block, kernels->name);
      REQUIRE(first_difference(whole.left, cut.left) == -1);
      REQUIRE(first_difference(whole.right, cut.right) == -1);
    }
  }
}

TEST_CASE("A neural voice gives the same bits in any blocks at every rate") {
  for (const double rate : {44100.0, 96000.0, 192000.0}) {
    const auto events = random_events(4, int(rate / 4), 80, rate);
    const ModelSetup setup{.rate = rate, .voices = 6, .seed = 9};
    const Sound whole = play(*make_small_neural(setup), events, int(rate / 4), int(rate / 4));
    REQUIRE(peak(whole.left) > 1e-3f);
    for (const int block : {1, 61}) {
      const Sound cut = play(*make_small_neural(setup), events, int(rate / 4), block);
      CAPTURE(rate, block);
      REQUIRE(first_difference(whole.left, cut.left) == -1);
      REQUIRE(first_difference(whole.right, cut.right) == -1);
    }
  }
}

TEST_CASE("A neural voice gives the same bits alone and among 63 others") {
  // The others sound on a part whose volume is zero; alone, they are stopped long before.
  std::vector<Event> crowd{control(0, ParameterId::kVolume, -80, 1)};
  for (int i = 0; i < 63; i++) crowd.push_back(note_on(1000 + 31 * i, 100 + i, float(40 + i % 40), 0.9f, 1));
  auto alone = crowd;
  alone.push_back(controller(5500, 120, 0, 1));
  const std::vector<Event> tune{note_on(9001, 1, 60), note_on(11005, 2, 67), note_off(20003, 1)};
  const auto a = heard(crowd + tune, 36000), b = heard(alone + tune, 36000);
  REQUIRE(peak(a) > 1e-2f);
  REQUIRE(first_difference(a, b) == -1);
}

TEST_CASE("The seed decides what a neural voice does, and nothing else that is random") {
  const std::vector<Event> events{note_on(0, 1, 60), program(0, kStruckProgram, 1), note_on(0, 2, 50, 0.6f, 1)};
  const auto a = heard(events, 24000, {.seed = 3});
  REQUIRE(first_difference(a, heard(events, 24000, {.seed = 3})) == -1);
  REQUIRE(first_difference(a, heard(events, 24000, {.seed = 4})) != -1);
}

TEST_CASE("At drift 0 a held note is perfectly still, at 1 it moves, at 4 it moves more") {
  // Beyond the time limit of 1.5 s the network has nothing new to say: what moves is movement.
  const NeuralLibrary library(small_neural_patch());
  const auto moved = [&](float drift) {
    const auto reader = std::make_unique<NeuralReader>(library, kernels::best());
    Part part;
    part.set(ParameterId::kDrift, drift);
    part.set_place(0, library.place(0).map);
    auto timbre = std::make_unique<NeuralTimbre>();
    timbre->prepare(library, kernels::best());
    Spectrum spectrum;
    LevelFrame levels;
    timbre->start({.key = 60, .velocity = 0.7f, .glide_from = 60, .glide_seconds = 0, .seed = 8}, part, spectrum);
    float least[kMaxPartials], most[kMaxPartials], lowest = 1, highest = -1;
    for (int f = 0; f < 4 * 375; f++) {
      timbre->advance({.elapsed = kFrameSeconds, .hop = kFrameSeconds, .key = 60}, part);
      (void)reader->read(*timbre, part, spectrum, levels);
      if (f < 2 * 375) {
        std::copy_n(levels.partial_db, kMaxPartials, least);
        std::copy_n(levels.partial_db, kMaxPartials, most);
        continue;
      }
      for (int k = 0; k < kMaxPartials; k++) {
        least[k] = std::min(least[k], levels.partial_db[k]);
        most[k] = std::max(most[k], levels.partial_db[k]);
      }
      lowest = std::min(lowest, levels.semitones);
      highest = std::max(highest, levels.semitones);
    }
    float range = 0;
    for (int k = 0; k < kMaxPartials; k++) range = std::max(range, most[k] - least[k]);
    if (drift == 0) REQUIRE(highest - lowest < 1e-5f);
    if (drift > 0) REQUIRE(highest - lowest > 1e-4f);
    return range;
  };
  const float still = moved(0), plain = moved(1), wild = moved(4);
  CAPTURE(still, plain, wild);
  REQUIRE(still < 1e-3f);
  REQUIRE(plain > 0.5f);
  REQUIRE(wild > 2 * plain);
}

TEST_CASE("A neural voice plays every key within a cent at drift 0, bent and transposed") {
  const auto require_key = [](double key, const std::vector<Event>& events, double rate) {
    const Sound s = play(*make_small_neural({.rate = rate}), plain_sound() + events, int(rate * 2.4), 64);
    const auto tail = std::span(s.left).subspan(std::size_t(rate * 1.7), std::size_t(rate * 0.6));
    CAPTURE(rate, key);
    // The random network's own contour at the time limit is a part of the pitch: the same for all of these.
    REQUIRE(69 + 12 * std::log2(measure_hz(tail, rate, hz_of_key(key)) / 440) == Approx(key).margin(0.15));
  };
  for (const double rate : {44100.0, 48000.0, 96000.0}) require_key(60, {note_on(0, 1, 60)}, rate);
  require_key(47.3, {note_on(0, 1, 47.3f)}, 48000);
  require_key(62, {note_on(0, 1, 60), bend(0, 1)}, 48000);
  require_key(67, {control(0, ParameterId::kTranspose, 7), note_on(0, 1, 60)}, 48000);
  require_key(64, {note_on(0, 1, 60), note_set(9001, 1, NoteKey::kPitch, 64)}, 48000);
}

TEST_CASE("An unpitched place plays its own pitch whatever the key, by the nearest point") {
  const auto& points = small_neural_patch()->points;
  const auto drum = [&](float key, std::vector<Event> more = {}) {
    return heard(plain_sound() + std::move(more) + std::vector{program(0, kDrumProgram), note_on(0, 1, key, 1)}, 9600);
  };
  const auto has = [&](const std::vector<float>& x, double hz) { return band_db(x, 600, 8192, hz * 0.99, hz * 1.01, 48000); };
  const TimbrePoint *low = nullptr, *high = nullptr;
  for (const TimbrePoint& p : points)
    if (p.key >= 0) (low == nullptr ? low : high) = &p;
  // The first partial of each, with its deviation.
  const double low_hz = low->hz * std::exp2(low->cents[0] / 1200.0), high_hz = high->hz * std::exp2(high->cents[0] / 1200.0);
  REQUIRE(has(drum(36), low_hz) > has(drum(38), low_hz) + 10);
  REQUIRE(has(drum(38), high_hz) > has(drum(36), high_hz) + 10);
  REQUIRE(first_difference(drum(38), drum(90)) != 0);  // other keys are panned alike, but are struck alike too
  REQUIRE(has(drum(90), high_hz) == Approx(has(drum(38), high_hz)).margin(1));
  REQUIRE(has(drum(36, {control(0, ParameterId::kTranspose, 12)}), 2 * low_hz) > -60);
}

TEST_CASE("Places differ, and x and y at a place's position are the place") {
  const auto still = plain_sound();
  const auto bowed = heard(still + std::vector{note_on(0, 1, 60)}, 28800);
  const auto horn = heard(still + std::vector{program(0, 6), note_on(0, 1, 60)}, 28800);
  REQUIRE(spectral_distance(bowed, horn, 16000) > 1);
  const auto there = heard(still + std::vector{control(0, ParameterId::kX, 0.5f), control(0, ParameterId::kY, 0.4f), note_on(0, 1, 60)}, 28800);
  REQUIRE(first_difference(there, horn) == -1);
  const auto morphed = heard(still + std::vector{control(0, ParameterId::kMorphTo, 6), control(0, ParameterId::kMorph, 1), note_on(0, 1, 60)}, 28800);
  REQUIRE(first_difference(morphed, horn) == -1);
  const auto moved = heard(still + std::vector{control(0, ParameterId::kDim3, 2), note_on(0, 1, 60)}, 28800);
  REQUIRE(spectral_distance(bowed, moved, 16000) > 0.3);
  // A change of place puts x, y and morph back.
  const auto back = heard(still + std::vector{control(0, ParameterId::kX, 0.9f), control(0, ParameterId::kMorph, 0.7f),
                                              program(0, 0), note_on(0, 1, 60)}, 28800);
  REQUIRE(first_difference(back, bowed) == -1);
}

TEST_CASE("A sounding note follows x, y, morph and the dimensions, but not a change of place") {
  const auto still = plain_sound();
  const std::vector<Event> note{note_on(0, 1, 60)};
  const auto stays = heard(still + note, 38400);
  const auto horn = heard(still + std::vector{program(0, 6), note_on(0, 1, 60)}, 38400);
  const auto follows = heard(still + note + std::vector{control(9600, ParameterId::kX, 0.5f), control(9600, ParameterId::kY, 0.4f)}, 38400);
  const auto first = first_difference(stays, follows);
  REQUIRE(first >= 9600);
  REQUIRE(first < 9600 + 5 * 128);  // four frames after the last question at most, and one
  REQUIRE(spectral_distance(follows, horn, 28000) < 0.3);
  REQUIRE(spectral_distance(follows, stays, 28000) > 1);
  const auto morphs = heard(still + note + std::vector{control(0, ParameterId::kMorphTo, 6), control(9600, ParameterId::kMorph, 1)}, 38400);
  REQUIRE(spectral_distance(morphs, horn, 28000) < 0.3);
  REQUIRE(first_difference(stays, heard(still + note + std::vector{program(9600, 6)}, 38400)) == -1);
  const auto held = heard(still + note + std::vector{program(9600, 6), control(9700, ParameterId::kX, 0.9f)}, 38400);
  REQUIRE(first_difference(stays, held) == -1);
}

TEST_CASE("Moving about the map makes no click") {
  for (const int at : {9600, 14405}) {
    std::vector<Event> events = plain_sound();
    for (int i = 0; i < 4; i++) events.push_back(note_on(0, i, float(40 + 7 * i), 0.8f));
    const auto base = events;
    events.push_back(control(at, ParameterId::kX, 0.9f));
    events.push_back(control(at, ParameterId::kY, 0.9f));
    events.push_back(control(at, ParameterId::kMorphTo, kStruckProgram));
    events.push_back(control(at, ParameterId::kMorph, 0.5f));
    events.push_back(control(at, ParameterId::kDim1, 1));
    const auto x = heard(events, 28800);
    for (int j = at; j < at + 12 * 128; j += 128) {
      CAPTURE(at, j);
      REQUIRE(joint_excess_db(x, j, 48000, 200) < 6);
    }
    REQUIRE(first_difference(x, heard(base, 28800)) >= at);
  }
}

TEST_CASE("A neural voice is louder with velocity, and every note ends") {
  for (const int place : {0, 1, 2, 3, 4, 5, 6}) {
    double last = -200;
    for (const float velocity : {0.2f, 0.5f, 0.8f, 1.0f}) {
      const auto x = heard({program(0, place), note_on(0, 1, 38, velocity)}, 9600);
      const double level = level_of(x, 0, 9600);
      CAPTURE(place, velocity, level, last);
      REQUIRE(level > last + 1);
      last = level;
    }
    auto model = make_small_neural();
    const Sound s = play(*model, std::vector{program(0, place), note_on(0, 1, 38), note_off(4800, 1)}, 48000 * 12, 4096);
    CAPTURE(place);
    REQUIRE(model->sounding() == 0);
    REQUIRE(peak(std::span(s.left).last(4800)) == 0);
  }
}

TEST_CASE("A struck note decays by itself and ends, held or not") {
  auto model = make_small_neural();
  const Sound s = play(*model, std::vector{program(0, kStruckProgram), note_on(0, 1, 60)}, 48000 * 8, 4096);
  REQUIRE(peak(std::span(s.left).first(9600)) > 1e-2f);
  REQUIRE(model->sounding() == 0);
}

TEST_CASE("A neural voice allocates nothing while it plays") {
  auto model = make_small_neural({.voices = 12});
  const auto events = random_events(8, 48000, 200, 48000);
  std::vector<float> left(kMaxSpan), right(kMaxSpan);
  std::size_t next = 0;
  AllocationGuard guard;
  for (int at = 0; at < 48000; at += 64) {
    for (; next < events.size() && events[next].at <= at; next++) (void)model->apply(events[next]);
    model->process({}, {left.data(), right.data(), 64});
  }
  REQUIRE(guard.count() == 0);
}

TEST_CASE("A neural voice stands every parameter at both ends at once, and odd notes") {
  for (int seed = 0; seed < 6; seed++) {
    std::vector<Event> events;
    for (int i = 0; i < kParameterCount; i++) {
      const Parameter& p = parameter(ParameterId(i));
      if (p.id != ParameterId::kMode && p.id != ParameterId::kVolume)
        events.push_back(control(0, p.id, (seed * 31 + i * 7) % 3 == 0 ? p.min : p.max, kAllParts));
    }
    for (int i = 0; i < 8; i++) events.push_back(note_on(0, i, float(i * 18), float(i) - 2, i % 3));
    for (const float key : {-1e9f, 1e9f, 1e30f, -1e30f}) events.push_back(note_on(100, int(key > 0), key, 1, 4));
    events.push_back(note_set(500, 1, NoteKey::kPitch, 1e20f, 4));
    events.push_back(bend(2000, 1, kAllParts));
    const Sound s = play(*make_small_neural({.voices = 16}), events, 12000, 64);
    CAPTURE(seed);
    REQUIRE(finite(s.left));
    REQUIRE(peak(s.left) < 1e6f);
  }
}
