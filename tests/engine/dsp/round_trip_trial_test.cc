#include "engine/dsp/round_trip_trial.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "tests/catch.h"

using namespace seaglass;

namespace {

constexpr double kRate = 48000;
constexpr double kHumHz = 50;
constexpr std::size_t kListen = 48000;

// An output, a way and an input; whatever a test does to it.
struct Room {
  std::size_t delay = 1234;
  double gain_db = 0;  // of way and microphone; the noise is as the input gives it
  double noise = 0, constant = 0, hum = 0;
  double drift = 0;     // samples that the way grows with each sweep
  bool turned = false;  // the polarity
  std::function<void(int time, std::vector<float>& heard, Hearing& hearing)> mischief{};

  std::vector<float> sweep = round_trip_sweep(kRate, 1);
  std::vector<SweepReport> reports{};
  float loudest = 0;
  int heard_times = 0;
  std::vector<float> heard{};
  std::mt19937 random{7};

  Hearing hear(float gain) {
    std::normal_distribution<float> hiss(0, 1);
    const auto way = float(std::pow(10.0, gain_db / 20)) * (turned ? -1.0f : 1.0f) * gain;
    const std::size_t from = delay + std::size_t(drift * heard_times);
    heard.assign(kListen, 0.0f);
    for (std::size_t i = 0; i < kListen; i++) {
      heard[i] = float(noise) * hiss(random) +
                 float(constant + hum * std::sin(2 * std::numbers::pi * kHumHz *
                                                 (double(i) + 1.37 * double(kListen) * heard_times) / kRate));
      if (i >= from && i - from < sweep.size()) heard[i] += way * sweep[i - from];
    }
    loudest = std::max(loudest, gain);
    Hearing hearing;
    if (mischief && gain > 0) mischief(heard_times, heard, hearing);
    for (float& x : heard) x = std::clamp(x, -1.0f, 1.0f);
    heard_times++;
    hearing.samples = heard;
    return hearing;
  }

  RoundTripTrial measure(double loudest_db = kLoudestSweepDb) {
    return measure_round_trip(
        sweep, kRate, loudest_db, [this](float gain) { return hear(gain); },
        [this](const SweepReport& report) { reports.push_back(report); });
  }

  double loudest_db() const { return 20 * std::log10(double(loudest)); }
  int count(SweepFate fate) const {
    return int(std::count_if(reports.begin(), reports.end(), [fate](const auto& r) { return r.fate == fate; }));
  }
};

void check_measured(const RoundTripTrial& trial, double delay, double margin = 0.05) {
  REQUIRE(trial.verdict == RoundTripVerdict::kMeasured);
  CHECK(trial.trips.middle.delay == Approx(delay).margin(margin));
  CHECK(trial.trips.agreeing >= 5);
}

// What a lost block does: its samples are missing, and all that follows is early.
void lose(std::vector<float>& heard, std::size_t at, std::size_t count) {
  heard.erase(heard.begin() + std::ptrdiff_t(at), heard.begin() + std::ptrdiff_t(at + count));
  heard.resize(kListen, 0.0f);
}

}  // namespace

TEST_CASE("a round trip over a cable takes five of the softest sweeps") {
  for (const bool turned : {false, true})
    for (const std::size_t delay : {std::size_t(0), std::size_t(64), std::size_t(1234), std::size_t(30000)}) {
      CAPTURE(delay, turned);
      Room room{.delay = delay, .gain_db = -6, .turned = turned};
      check_measured(room.measure(), double(delay));
      CHECK(room.reports.size() == 5);
      CHECK(room.loudest_db() == Approx(kQuietestSweepDb));
      CHECK(room.reports.back().trip.level == Approx(-6).margin(0.5));
      CHECK(room.reports.back().number == 5);
    }
}

TEST_CASE("a round trip through a noisy room grows louder until it is clear, and never louder than allowed") {
  Room room{.gain_db = -20, .noise = 0.003};  // -50 dB
  check_measured(room.measure(), 1234, 0.5);
  CHECK(room.loudest_db() > kQuietestSweepDb);
  CHECK(room.loudest_db() < kLoudestSweepDb + 0.1);
  for (std::size_t i = 1; i < room.reports.size(); i++)
    CHECK(room.reports[i].played_db - room.reports[i - 1].played_db < 12.1);

  for (const double loudest : {-30.0, -55.0}) {
    Room careful{.gain_db = -60, .noise = 0.003};
    CHECK(careful.measure(loudest).verdict != RoundTripVerdict::kMeasured);
    CHECK(careful.loudest_db() == Approx(loudest));
  }
}

TEST_CASE("a round trip is found beside a hum that is louder than the sweep") {
  Room room{.gain_db = -20, .constant = 0.1, .hum = 0.1};
  check_measured(room.measure(), 1234, 0.1);
}

TEST_CASE("where nothing is joined, nothing is heard, whatever else the input gives") {
  for (const double hum : {0.0, 0.001, 0.3})
    for (const double constant : {0.0, 0.001, 0.2}) {
      Room room{.gain_db = -400, .constant = constant, .hum = hum};
      CAPTURE(constant, hum);
      const auto verdict = room.measure().verdict;
      CHECK(verdict == (hum < 0.1 ? RoundTripVerdict::kUnheard : RoundTripVerdict::kNoisy));
      CHECK(room.count(SweepFate::kClear) == 0);
    }
  Room hiss{.gain_db = -400, .noise = 0.0005};
  CHECK(hiss.measure().verdict == RoundTripVerdict::kUnheard);
  CHECK(hiss.reports.size() < 10);
}

TEST_CASE("a sweep that drowns is told from one that is not there") {
  Room loud{.gain_db = -400, .noise = 0.05};
  CHECK(loud.measure().verdict == RoundTripVerdict::kNoisy);
  CHECK(loud.measure().noise_db == Approx(-26).margin(1));
  // In a quiet room, but far away: a trace that is too faint to be sure of.
  Room faint{.gain_db = -52, .noise = 0.002};
  CHECK(faint.measure().verdict == RoundTripVerdict::kNoisy);
  CHECK(faint.count(SweepFate::kClear) == 0);
}

TEST_CASE("a sweep in which the device lost time is sent again") {
  Room room;
  room.mischief = [](int sweep, auto& heard, Hearing& hearing) {
    if (sweep != 3) return;
    lose(heard, 6000, 256);
    hearing.lost_at = 6000;
  };
  check_measured(room.measure(), 1234);
  CHECK(room.reports.size() == 6);
  CHECK(room.count(SweepFate::kLostTime) == 1);

  SECTION("unless it had come back before") {
    Room late;
    late.mischief = [](int, auto&, Hearing& hearing) { hearing.lost_at = 30000; };
    check_measured(late.measure(), 1234);
    CHECK(late.reports.size() == 5);
  }
  SECTION("and where nothing is joined, that is what counts") {
    Room room_apart{.gain_db = -400, .noise = 0.0005};
    room_apart.mischief = [](int time, auto&, Hearing& hearing) {
      if (time < 9) hearing.lost_at = 100;
    };
    CHECK(room_apart.measure().verdict == RoundTripVerdict::kUnheard);
  }
  SECTION("and a device that loses it each time is not measured") {
    Room bad;
    bad.mischief = [](int sweep, auto& heard, Hearing& hearing) {
      lose(heard, 500 + 100 * std::size_t(sweep), 256);
      hearing.lost_at = 500 + 100 * std::size_t(sweep);
    };
    CHECK(bad.measure().verdict == RoundTripVerdict::kLostTime);
  }
}

TEST_CASE("sweeps that lost time unnoticed are outvoted") {
  Room room;
  room.mischief = [](int sweep, auto& heard, Hearing&) {
    if (sweep == 2 || sweep == 4) lose(heard, 400, 256);  // all of it comes early
  };
  const auto trial = room.measure();
  check_measured(trial, 1234);
  CHECK(trial.trips.clear == 7);
  CHECK(room.count(SweepFate::kLostTime) == 0);
}

TEST_CASE("a way that changes from sweep to sweep is not measured") {
  Room room{.drift = 5};
  CHECK(room.measure().verdict == RoundTripVerdict::kDisagree);
  Room two_ways;
  two_ways.mischief = [](int sweep, auto& heard, Hearing&) {
    if (sweep % 2 == 0) lose(heard, 400, 256);
  };
  CHECK(two_ways.measure().verdict != RoundTripVerdict::kUnheard);
}

TEST_CASE("an input that is overloaded makes the sweeps softer, or is refused") {
  Room hot{.gain_db = 60};
  CHECK(hot.measure().verdict == RoundTripVerdict::kClipped);
  CHECK(hot.reports.size() == 3);
  CHECK(hot.loudest_db() == Approx(kQuietestSweepDb));

  Room overloaded{.constant = 1};
  CHECK(overloaded.measure().verdict == RoundTripVerdict::kClipped);
  CHECK(overloaded.reports.empty());

  SECTION("a door that slams once is forgiven") {
    Room door;
    door.mischief = [](int sweep, auto& heard, Hearing&) {
      if (sweep == 2) heard[40000] = 1;
    };
    check_measured(door.measure(), 1234);
    CHECK(door.count(SweepFate::kClipped) == 1);
  }
  SECTION("at a level that was reached by growing, it goes back") {
    // Clear enough only where it clips: a microphone with its gain all the way up, in noise.
    Room narrow{.gain_db = 24, .noise = 0.2};
    const auto trial = narrow.measure();
    CHECK((trial.verdict == RoundTripVerdict::kClipped || trial.verdict == RoundTripVerdict::kMeasured));
    CHECK(narrow.loudest_db() < kLoudestSweepDb);
  }
}
