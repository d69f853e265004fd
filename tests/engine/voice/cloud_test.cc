// One key as a swarm: how many it is, where they lie, when they enter, how loud they are together, what steers them, who makes
// room, and that nothing of it is heard where cloud is 1.

#include "engine/voice/cloud.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "engine/dsp/decibels.h"
#include "tests/realtime/allocation_guard.h"
#include "tests/support/both_kinds.h"
#include "tests/support/signal.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

using enum ParameterId;

constexpr int kOn = 401;
constexpr double kRate = 48000;

// A swarm whose members differ in nothing that is not asked for.
std::vector<Event> plain_cloud(int voices, float cents = 0, float seconds = 0) {
  return plain_sound() + std::vector{control(0, kCloud, float(voices)), control(0, kCloudPitch, cents), control(0, kCloudTime, seconds),
                                     control(0, kCloudTimbre, 0), control(0, kCloudDrift, 0)};
}

std::vector<Event> cloud(int voices, float seconds) { return {control(0, kCloud, float(voices)), control(0, kCloudTime, seconds)}; }

Event gain_of_voice(SampleIndex at, int voice, float db) {
  return {.at = at, .kind = EventKind::kVoiceSet, .index = std::uint8_t(NoteKey::kGain), .id = voice, .value = db, .value2 = 1};
}

bool same(const Sound& a, const Sound& b) {
  return first_difference(a.left, b.left) == -1 && first_difference(a.right, b.right) == -1;
}

StageReport stage_of(const Model& model) {
  StageReport stage;
  model.report(stage);
  return stage;
}

std::vector<VoiceReport> voices_of(const Model& model) {
  const StageReport stage = stage_of(model);
  return {stage.voices.begin(), stage.voices.begin() + stage.voice_count};
}

std::set<int> numbers_of(const Model& model) {
  std::set<int> numbers;
  for (const VoiceReport& v : voices_of(model)) numbers.insert(v.voice);
  return numbers;
}

void run(Model& model, int samples) {
  std::vector<float> left(kMaxSpan), right(kMaxSpan);
  for (int at = 0; at < samples; at += 64) model.process({}, {left.data(), right.data(), std::min(64, samples - at)});
}

void tell(Model& model, const std::vector<Event>& events) {
  for (const Event& e : events) (void)model.apply(e);
}

// Cents from the key at which each member of a swarm of so many is measured to sound, its fellows 80 dB softer.
std::vector<double> measured_cents(int voices, float spread, const std::vector<Event>& more = {}, int from = 9600, int count = 24000) {
  std::vector<double> cents;
  for (int solo = 0; solo < voices; solo++) {
    std::vector<Event> events = plain_cloud(voices, spread) + more + std::vector{note_on(kOn, 1, 60)};
    for (int other = 0; other < voices; other++)
      if (other != solo) events.push_back(gain_of_voice(kOn, other, -80));
    const Sound s = play(*make_small_model({.seed = 3}), events, from + count, 64);
    const double guess = hz_of_key(60);
    // The fundamental is searched where there is most of it, since members may lie far from the key.
    double best = guess, most = -300;
    for (double c = -1.2 * spread; c <= 1.2 * spread + 1; c += 10) {
      const double hz = guess * std::exp2(c / 1200), db = band_db(s.left, from, 16384, hz - 4, hz + 4, kRate);
      if (db > most) most = db, best = hz;
    }
    cents.push_back(cents_between(measure_hz(std::span(s.left).subspan(std::size_t(from), std::size_t(count)), kRate, best), guess));
  }
  return cents;
}

double deviation(const std::vector<double>& x) {
  double mean = 0, squares = 0;
  for (const double v : x) mean += v / double(x.size());
  for (const double v : x) squares += (v - mean) * (v - mean) / double(x.size());
  return std::sqrt(squares);
}

double level_db(const Sound& s, int from, int until) {
  const auto part = [&](const std::vector<float>& x) { return rms(std::span(x).subspan(std::size_t(from), std::size_t(until - from))); };
  return 20 * std::log10(std::hypot(part(s.left), part(s.right)));
}

}  // namespace

// --- places ---

TEST_CASE("Places lie all over the swarm, to both sides, by chance and for ever the same") {
  for (const int members : {1, 2, 3, 8, 24, 64}) {
    std::vector<CloudPlace> places(std::size_t(members), CloudPlace{}), again = places, other = places;
    place_cloud(7, places);
    place_cloud(7, again);
    place_cloud(8, other);
    CAPTURE(members);
    CHECK(places[0].pitch == 0);
    CHECK(places[0].time == 0);
    double widest = 0, latest = 0, sum = 0, with_time = 0;
    for (int i = 0; i < members; i++) {
      const CloudPlace& p = places[std::size_t(i)];
      CHECK(p.number == i);
      CHECK(p.members == members);
      CHECK(p.pitch == again[std::size_t(i)].pitch);
      if (i > 0) CHECK(p.pitch != other[std::size_t(i)].pitch);
      for (const float x : {p.pitch, p.tilt, p.pan}) CHECK(std::abs(x) <= 1);
      CHECK((p.time >= 0 && p.time <= 1));
      widest = std::max(widest, double(std::abs(p.pitch)));
      latest = std::max(latest, double(p.time));
      sum += p.pitch;
      with_time += p.pitch * (p.time - 0.5);
    }
    if (members == 1) continue;
    CHECK(widest >= 0.5);
    CHECK(latest >= 0.5);
    if (members < 24) continue;
    CHECK(widest > 0.95);
    CHECK(std::abs(sum) / members < 0.05);        // as many above as below
    CHECK(std::abs(with_time) / members < 0.08);  // and not in the order of their pitch
  }
}

TEST_CASE_METHOD(BothKinds, "A key starts as many voices as the cloud says, all of one note") {
  for (const int count : {1, 2, 8, 24, 64}) {
    auto model = make({.voices = 64, .seed = 5});
    tell(*model, {control(0, kCloud, float(count), 3), control(0, kCloudTime, 0, 3), control(0, kCloudPitch, 50, 3)});
    const int given = model->apply(note_on(0, 9, 60, 0.8f, 3)).given;
    CHECK(model->sounding() == count);
    run(*model, 512);
    const auto voices = voices_of(*model);
    CAPTURE(count, neural);
    REQUIRE(int(voices.size()) == count);
    CHECK(voices[0].voice == given);
    CHECK(voices[0].pitch == 60);
    float highest = 0;
    for (const VoiceReport& v : voices) {
      CHECK((v.id == 9 && v.part == 3 && v.held && v.source == Source::kMidi));
      CHECK(std::abs(v.pitch - 60) <= 0.5f);
      highest = std::max(highest, std::abs(v.pitch - 60));
    }
    if (count > 1) CHECK(highest >= 0.25f);
    // They are let go together, and gone together.
    tell(*model, {note_off(0, 9, 3)});
    for (const VoiceReport& v : voices_of(*model)) CHECK_FALSE(v.held);
    run(*model, 6 * 48000);
    CHECK(model->sounding() == 0);
  }
}

TEST_CASE_METHOD(BothKinds, "With cloud at 1 the other four are not heard, bit for bit") {
  const std::vector<Event> notes{note_on(kOn, 1, 57), note_on(2400, 2, 64), bend(4000, 0.4f), note_off(7000, 1), note_off(9000, 2)};
  const Sound before = play(notes, 14400);
  const std::vector<Event> spread{control(0, kCloud, 1), control(0, kCloudPitch, 300), control(0, kCloudTime, 2),
                                  control(0, kCloudTimbre, 1), control(0, kCloudDrift, 1)};
  CHECK(same(before, play(spread + notes, 14400)));
  CHECK_FALSE(same(before, play(spread + std::vector{control(0, kCloud, 2)} + notes, 14400)));
}

// --- pitch ---

TEST_CASE("The members' measured pitches lie as far apart as cloud_pitch says, the first on the key") {
  const auto narrow = measured_cents(8, 40), wide = measured_cents(8, 80);
  for (const auto* cents : {&narrow, &wide}) {
    const double spread = cents == &narrow ? 40 : 80;
    CAPTURE(spread, *cents);
    CHECK(std::abs((*cents)[0]) < 1);
    const auto [low, high] = std::minmax_element(cents->begin(), cents->end());
    CHECK(*low >= -spread - 1);
    CHECK(*high <= spread + 1);
    CHECK(*high - *low > 1.2 * spread);
    // Evenly spread to both sides, it would be 0.58 of it.
    CHECK(deviation(*cents) > 0.4 * spread);
    CHECK(deviation(*cents) < 0.7 * spread);
  }
  CHECK(deviation(wide) / deviation(narrow) == Approx(2).margin(0.08));
}

TEST_CASE_METHOD(BothKinds, "Turning cloud_pitch while the key is held moves the members, in one sweep") {
  auto model = make({.voices = 16, .seed = 5});
  tell(*model, plain_cloud(8, 0) + std::vector{note_on(0, 1, 60)});
  run(*model, 9600);
  for (const VoiceReport& v : voices_of(*model)) CHECK(v.pitch == 60);
  tell(*model, {control(0, kCloudPitch, 100)});
  run(*model, 1440);  // half the way
  const auto half = voices_of(*model);
  run(*model, 1920);
  const auto there = voices_of(*model);
  double squares = 0;
  for (std::size_t i = 0; i < there.size(); i++) {
    const double way = there[i].pitch - 60;
    CHECK(half[i].pitch - 60 == Approx(0.5 * way).margin(0.06 * std::abs(way) + 1e-6));
    squares += way * way;
  }
  CHECK(std::sqrt(squares / 8) > 0.4);
}

TEST_CASE_METHOD(BothKinds, "A swarm that is drawn apart is heard to widen, and without a click") {
  const auto events = plain_cloud(8, 0) + std::vector{note_on(kOn, 1, 72)};
  const auto apart = std::vector{control(24000, kCloudPitch, 150)};
  const Sound still = play(events, 57600, {.seed = 5}), moved = play(events + apart, 57600, {.seed = 5});
  const double hz = hz_of_key(72);
  // Away from the key, where only members are that have moved.
  const auto aside = [&](const Sound& s) {
    return std::max(band_db(s.left, 33600, 16384, hz * 1.03, hz * 1.1, kRate), band_db(s.left, 33600, 16384, hz * 0.91, hz * 0.97, kRate));
  };
  CAPTURE(neural, aside(still), aside(moved));
  CHECK(aside(moved) > aside(still) + 15);
  for (const int at : {24000, 25440, 26880}) CHECK(joint_excess_db(moved.left, at, kRate, 400) < 6);
}

TEST_CASE("cloud_drift makes members wander, and only them") {
  const auto wandered = [](float drift) {
    const std::vector<Event> told{control(0, kCloudDrift, drift)};
    const auto early = measured_cents(4, 60, told, 9600, 9600), late = measured_cents(4, 60, told, 67200, 9600);
    std::vector<double> way;
    for (std::size_t i = 0; i < early.size(); i++) way.push_back(std::abs(late[i] - early[i]));
    return way;
  };
  const auto still = wandered(0), lively = wandered(1);
  CAPTURE(still, lively);
  for (const double way : still) CHECK(way < 0.5);
  CHECK(lively[0] < 0.5);
  CHECK(*std::max_element(lively.begin(), lively.end()) > 8);
  CHECK(*std::max_element(lively.begin(), lively.end()) < 130);
}

TEST_CASE_METHOD(BothKinds, "cloud_timbre moves the spectra of the members apart while they sound") {
  const auto spectra = [&](float timbre) {
    std::vector<double> tilts;
    for (int solo = 0; solo < 6; solo++) {
      std::vector<Event> events = plain_cloud(6) + std::vector{note_on(kOn, 1, 60), control(12000, kCloudTimbre, timbre)};
      for (int other = 0; other < 6; other++)
        if (other != solo) events.insert(events.end() - 1, gain_of_voice(kOn, other, -80));
      const Sound s = play(events, 38400, {.seed = 5});
      tilts.push_back(band_db(s.left, 20000, 16384, 1500, 6000, kRate) - band_db(s.left, 20000, 16384, 100, 1500, kRate));
    }
    return deviation(tilts);
  };
  const double none = spectra(0), full = spectra(1);
  CAPTURE(neural, none, full);
  CHECK(full > none + 2);  // dB
}

// --- time ---

TEST_CASE_METHOD(BothKinds, "The first member sounds at the key's own sample, as the note would alone, and the second at its time") {
  const auto events = [](int voices) { return plain_cloud(voices, 30, 0.2f) + std::vector{note_on(kOn, 1, 60)}; };
  const Sound one = play(events(1), 14400), two = play(events(2), 14400);
  REQUIRE(first_difference(one.left, std::vector<float>(14400)) >= kOn);
  std::vector<float> rest(14400);
  for (std::size_t i = 0; i < rest.size(); i++) rest[i] = two.left[i] - one.left[i] * std::sqrt(0.5f);
  const auto second = std::find_if(rest.begin(), rest.end(), [](float x) { return std::abs(x) > 1e-6f; }) - rest.begin();
  CHECK(second > kOn + 4000);
  CHECK(second <= kOn + 9600 + 480);  // a soft attack is not seen at once
  // As the report says to the sample.
  auto model = make();
  int entered = -1;
  (void)test::play(*model, events(2), 14400, 1, [&](int at) {
    if (entered < 0 && at > kOn && stage_of(*model).sounding == 2) entered = at;
  });
  CAPTURE(neural, second, entered);
  CHECK(entered <= second + 1);
  CHECK(entered > second - 480);
}

TEST_CASE_METHOD(BothKinds, "Members enter all over cloud_time, and one that waits holds its place without sounding") {
  auto model = make({.voices = 16, .seed = 5});
  tell(*model, plain_cloud(16, 30, 0.5f) + std::vector{note_on(0, 1, 60)});
  std::vector<int> onsets;
  for (int at = 0; at < 26000; at += 16) {
    while (int(onsets.size()) < stage_of(*model).sounding) onsets.push_back(at);
    REQUIRE(model->sounding() == 16);
    REQUIRE(int(voices_of(*model).size()) == int(onsets.size()));
    run(*model, 16);
  }
  REQUIRE(onsets.size() == 16);
  CHECK(onsets[0] == 0);
  CHECK(onsets[1] > 0);
  CHECK(onsets.back() <= 24016);
  CHECK(onsets.back() > 22000);
  std::vector<double> gaps;
  for (std::size_t i = 1; i < onsets.size(); i++) gaps.push_back(onsets[i] - onsets[i - 1]);
  CHECK(*std::max_element(gaps.begin(), gaps.end()) < 2 * 24000 / 15 + 32);
  CHECK(deviation(gaps) > 300);  // no roll of equal steps
}

TEST_CASE_METHOD(BothKinds, "A key let go before its members came is heard as the first alone, without a click") {
  const auto events = [](int voices, int off) {
    return plain_cloud(voices, 30, 4) + std::vector{note_on(kOn, 1, 60), note_off(off, 1)};
  };
  const int off = 4801;  // in a tenth of a second; the others come within four
  const Sound one = play(events(1, off), 96000, {.seed = 2}), swarm = play(events(4, off), 96000, {.seed = 2});
  float worst = 0;
  for (std::size_t i = 0; i < one.left.size(); i++) worst = std::max(worst, std::abs(swarm.left[i] - 0.5f * one.left[i]));
  CHECK(worst < 1e-6f);
  REQUIRE(peak(one.left) > 1e-2f);
  CHECK(joint_excess_db(swarm.left, off, kRate, 400) < 6);
  auto model = make({.seed = 2});
  tell(*model, plain_cloud(4, 30, 4) + std::vector{note_on(0, 1, 60)});
  run(*model, 4800);
  CHECK(model->sounding() == 4);
  tell(*model, {note_off(0, 1)});
  CHECK(model->sounding() == 1);
}

TEST_CASE_METHOD(BothKinds, "Under the pedal members come though the key is up, until the pedal is") {
  for (const int pedal : {64, 66}) {
    auto model = make({.seed = 2});
    tell(*model, plain_cloud(8, 30, 1) + std::vector{note_on(0, 1, 60), controller(0, pedal, 127)});
    run(*model, 640);
    tell(*model, {note_off(0, 1)});
    CHECK(model->sounding() == 8);
    run(*model, 28800);
    const int come = stage_of(*model).sounding;
    CHECK(come >= 4);
    CHECK(come < 8);
    tell(*model, {controller(0, pedal, 0)});
    CHECK(model->sounding() == come);
  }
}

TEST_CASE_METHOD(BothKinds, "A drum's swarm goes on though the key is up; the same key again, and panic, end what waits") {
  for (const bool again : {true, false}) {
    auto model = make({.seed = 2});
    tell(*model, std::vector{program(0, 5)} + plain_cloud(8, 30, 1) + std::vector{note_on(0, 1, 36)});
    run(*model, 640);
    tell(*model, {note_off(0, 1)});
    CHECK(model->sounding() == 8);
    const int come = stage_of(*model).sounding;
    REQUIRE(come < 4);
    if (again)
      tell(*model, {control(0, kCloud, 1), note_on(0, 1, 36)});
    else
      tell(*model, {panic(0)});
    CHECK(model->sounding() == (again ? come + 1 : 0));
    run(*model, 48000);
    CHECK(model->sounding() <= (again ? come + 1 : 0));
  }
}

// --- level ---

TEST_CASE_METHOD(BothKinds, "A swarm is as loud as one voice, however many it is") {
  const auto loudness = [&](int voices, std::uint64_t seed) {
    std::vector<Event> events{control(0, kCloud, float(voices)), control(0, kCloudTime, 0.1f), control(0, kCloudPitch, 30)};
    for (const int key : {48, 55, 64}) events.push_back(note_on(kOn, key, float(key)));
    return level_db(play(events, 96000, {.voices = 256, .seed = seed}), 24000, 96000);
  };
  const double one = loudness(1, 5);
  for (const int voices : {2, 3, 8, 24, 64}) {
    const double many = loudness(voices, 5);
    CAPTURE(voices, neural, one, many);
    CHECK(std::abs(many - one) < 1.5);
  }
}

TEST_CASE_METHOD(BothKinds, "Where few voices are free a swarm is smaller, and as loud") {
  const auto loudness = [&](int pool) {
    return level_db(play(cloud(32, 0) + std::vector{control(0, kCloudPitch, 40), note_on(kOn, 1, 52)}, 96000, {.voices = pool, .seed = 5}),
                    24000, 96000);
  };
  const double one = loudness(1), three = loudness(3), all = loudness(32);
  CAPTURE(neural, one, three, all);
  CHECK(std::abs(three - one) < 1.5);
  CHECK(std::abs(all - one) < 1.5);
}

TEST_CASE_METHOD(BothKinds, "Gain given to the note moves all its members by as much") {
  const auto heard = [&](float db) {
    return play(cloud(6, 0.1f) + std::vector{note_on(kOn, 1, 60), at_onset(note_set(kOn, 1, NoteKey::kGain, -6)),
                                             note_set(9600, 1, NoteKey::kGain, db)},
                24000);
  };
  const Sound same_gain = heard(-6), softer = heard(-16);
  for (std::size_t i = 12000; i < 24000; i++)
    REQUIRE(softer.left[i] == Approx(double(same_gain.left[i]) * std::pow(10.0, -0.5)).epsilon(1e-3).margin(1e-6));
}

TEST_CASE_METHOD(BothKinds, "Members stand from left to right as far as the part's width says") {
  const auto sides = [&](float width) {
    const Sound s = play(cloud(8, 0) + std::vector{control(0, kWidth, width), note_on(kOn, 1, 60)}, 24000, {.seed = 5});
    double both = 0, apart = 0;
    for (std::size_t i = 4800; i < 24000; i++) both += std::pow(s.left[i] + s.right[i], 2), apart += std::pow(s.left[i] - s.right[i], 2);
    return 10 * std::log10(apart / both + 1e-12);
  };
  const double none = sides(0), usual = sides(parameter(kWidth).standard), wide = sides(1);
  CAPTURE(neural, none, usual, wide);
  CHECK(none < -100);
  CHECK(usual > -30);
  CHECK(usual < -8);
  CHECK(wide > usual + 5);
}

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
