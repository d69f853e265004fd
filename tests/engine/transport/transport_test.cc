#include "engine/transport/transport.h"

#include <cmath>
#include <random>
#include <string>

#include "tests/catch.h"

using namespace seaglass;

namespace {

constexpr double kRate = 48000;
using Moment = Transport::Moment;

double pace(double bpm) { return bpm / 60 / kRate; }

// Within a map the beat never leaps but where a take begins, and never runs backwards.
void check_joints(const BeatMap& map) {
  for (int i = 1; i < map.count; i++) {
    const BeatLine& before = map.lines[std::size_t(i - 1)];
    const BeatLine& line = map.lines[std::size_t(i)];
    REQUIRE(line.sample > before.sample);
    REQUIRE(line.beats_per_sample > 0);
    if (line.take == before.take) REQUIRE(std::abs(line.beat - before.beat_at(double(line.sample))) < 1e-9);
  }
}

std::string told(const BeatMap& map) {
  std::string text;
  for (int i = 0; i < map.count; i++) {
    const BeatLine& line = map.lines[std::size_t(i)];
    text += "\n  " + std::to_string(line.sample) + ": beat " + std::to_string(line.beat) + (line.playing ? " plays" : " stands") +
            ", take " + std::to_string(line.take) + ", " + std::to_string(line.beats_per_sample * 60 * kRate);
  }
  return text;
}

// Where a change took effect: the first line that was not there before.
std::optional<SampleIndex> change_of(const BeatMap& before, const BeatMap& after, SampleIndex now) {
  for (int i = 0; i < after.count; i++) {
    const BeatLine& line = after.lines[std::size_t(i)];
    bool known = false;
    for (int k = 0; k < before.count; k++) {
      const BeatLine& old = before.lines[std::size_t(k)];
      known |= line.sample == old.sample && line.beat == old.beat && line.beats_per_sample == old.beats_per_sample &&
               line.playing == old.playing && line.take == old.take;
    }
    if (!known) return std::max(line.sample, now);
  }
  return std::nullopt;
}

// What was decided stands until the change, and the change begins where it found the beat unless it is a new take.
std::optional<SampleIndex> check_change(const BeatMap& before, const BeatMap& after, SampleIndex now) {
  check_joints(after);
  REQUIRE(after.count >= 1);
  REQUIRE(after.count <= BeatMap::kMostLines);
  const auto changed = change_of(before, after, now);
  const SampleIndex until = changed.value_or(now + 1000);
  for (int i = 0; i < 16 && until > now; i++) {
    const double s = double(now) + double(until - 1 - now) * i / 15;
    REQUIRE(after.beat_at(s) == Approx(before.beat_at(s)).margin(1e-7));
    REQUIRE(after.playing_at(s) == before.playing_at(s));
  }
  const auto at = double(until);
  if (after.line_at(at).take == before.line_at(at).take)
    REQUIRE(after.beat_at(at) == Approx(before.beat_at(at)).margin(1e-7));
  return changed;
}

}  // namespace

TEST_CASE("Transport stands at first, and keeps the tempo that it was given") {
  const Transport transport(kRate, 97);
  CHECK_FALSE(transport.map().playing_at(0));
  CHECK(transport.map().beat_at(1e6) == 0);
  CHECK(transport.map().tempo_at(5) == Approx(97));
  CHECK_FALSE(transport.map().sample_of(1));
  CHECK(transport.authority(0) == BeatAuthority::kInternal);
}

TEST_CASE("Transport starts, stops, goes on and locates at the sample that it is told") {
  Transport transport(kRate, 120);  // 24,000 samples a beat
  const BeatMap& map = transport.map();
  transport.start({900, 1000});
  CHECK_FALSE(map.playing_at(999));
  CHECK(map.beat_at(1000) == 0);
  CHECK(map.beat_at(25'000) == Approx(1));
  REQUIRE(map.sample_of(2.5));
  CHECK(*map.sample_of(2.5) == Approx(61'000));

  transport.stop({30'000, 37'000});
  CHECK(map.beat_at(36'999) == Approx(1.5).margin(1e-4));
  CHECK(map.beat_at(1e9) == Approx(1.5));
  CHECK_FALSE(map.sample_of(2.5));
  CHECK(map.sample_of(1.25));

  transport.resume({50'000, 50'000});
  CHECK(map.beat_at(50'000 + 12'000) == Approx(2));
  CHECK(map.lines[0].take == map.line_at(60'000).take);

  transport.locate(-4, {70'000, 70'128});
  CHECK(map.beat_at(70'128) == -4);
  CHECK(map.beat_at(70'128 + 96'000) == Approx(0).margin(1e-9));
  CHECK(map.line_at(80'000).take == map.lines[0].take + 1);
}

TEST_CASE("Transport that is told to start late begins with the first beat, and is soon where it should be") {
  Transport transport(kRate, 120);
  const BeatMap& map = transport.map();
  transport.start({10'000, 9'200});
  CHECK_FALSE(map.playing_at(9'999));
  CHECK(map.beat_at(10'000) == 0);
  CHECK(*map.sample_of(2) == Approx(9'200 + 2 * 24'000).margin(0.01));
  for (int s = 10'000; s < 20'000; s++) REQUIRE(map.beat_at(s + 1) > map.beat_at(s));

  transport.locate(8, {100'000, 99'500});
  CHECK(map.beat_at(100'000) == 8);
  CHECK(*map.sample_of(9) == Approx(99'500 + 24'000).margin(0.01));
  transport.stop({150'000, 149'000});
  transport.locate(4, {160'000, 159'000});
  CHECK(map.beat_at(200'000) == 4);
  transport.resume({250'000, 249'000});
  CHECK(map.beat_at(250'000) == 4);
  CHECK(*map.sample_of(6) == Approx(249'000 + 2 * 24'000).margin(0.01));
  // So late is no hand.
  transport.start({400'000, 300'000});
  CHECK(*map.sample_of(2) == Approx(400'000 + 2 * 24'000).margin(0.01));
}

TEST_CASE("Transport changes the tempo without a leap") {
  Transport transport(kRate, 120);
  transport.start({0, 0});
  transport.set_tempo(60, {10'000, 24'000});
  CHECK(transport.map().beat_at(24'000) == Approx(1));
  CHECK(transport.map().beat_at(24'000 + 48'000) == Approx(2));
  transport.set_tempo(1000, {80'000, 80'000});
  CHECK(transport.map().tempo_at(90'000) == Approx(kMaxTempo));
  transport.set_tempo(1, {90'000, 90'000});
  CHECK(transport.map().tempo_at(95'000) == Approx(kMinTempo));
  transport.set_tempo(std::nan(""), {96'000, 96'000});  // nothing that one could play
  CHECK(transport.map().tempo_at(97'000) == Approx(kMinTempo));
  check_joints(transport.map());
}

TEST_CASE("Transport lets later changes come no earlier than those before") {
  Transport transport(kRate, 120);
  transport.start({0, 5000});
  transport.set_tempo(240, {100, 200});
  CHECK(transport.map().beat_at(5000) == 0);
  CHECK_FALSE(transport.map().playing_at(4999));
  CHECK(transport.map().beat_at(5000 + 12'000) == Approx(1));
}

TEST_CASE("Transport moves the beat to where it is tapped, hurrying or lingering") {
  for (const double off : {-0.45, -0.2, 0.0, 0.1, 0.3, 0.49}) {
    CAPTURE(off);
    Transport transport(kRate, 120);
    transport.start({0, 0});
    const BeatMap before = transport.map();
    // A hand at 120 beats a minute whose beats come `off` beats after ours.
    double heard = 0;
    for (int tap = 4; tap < 12; tap++) {
      heard = (tap + off) * 24'000;
      const auto now = SampleIndex(heard) + 300;
      const BeatMap known = transport.map();
      transport.tap(heard, {now, now + 128});
      CHECK(check_change(known, transport.map(), now).value_or(now + 128) >= now + 128);
      CHECK(transport.authority(now) == BeatAuthority::kTap);
    }
    const BeatMap& map = transport.map();
    const double later = map.beat_at(heard + 10 * 24'000);
    CHECK(std::abs(later - std::round(later)) < 1e-3);
    CHECK(std::abs(later - before.beat_at(heard + 10 * 24'000)) < 0.501);
    CHECK(transport.authority(SampleIndex(heard + 2 * kRate)) == BeatAuthority::kTap);
    CHECK(transport.authority(SampleIndex(heard + 3 * kRate)) == BeatAuthority::kInternal);
  }
}

TEST_CASE("Transport takes the tempo of taps while it stands") {
  Transport transport(kRate);
  for (int i = 0; i < 4; i++) transport.tap(i * 40'000.0, {i * 40'000, i * 40'000});
  CHECK_FALSE(transport.map().playing_at(1e6));
  CHECK(transport.map().tempo_at(1e6) == Approx(72));
}

TEST_CASE("Transport follows a leader: the start is beat 0, and then the two are together") {
  Transport transport(kRate, 100);
  BeatLead lead{.sample = 9500, .beat = 0, .beats_per_sample = pace(130), .playing = true, .take = 1, .start = 0};
  transport.follow(BeatAuthority::kMidiClock, lead, {10'000, 10'000});  // noticed 10 ms late
  const BeatMap& map = transport.map();
  CHECK(transport.authority(10'000) == BeatAuthority::kMidiClock);
  CHECK(map.beat_at(10'000) == 0);
  check_joints(map);
  for (SampleIndex s = 10'000; s < 100'000; s += 10)
    REQUIRE(map.beat_at(double(s + 10)) - map.beat_at(double(s)) > 0.49 * pace(130) * 10);
  const double later = 10'000 + 0.2 * kRate;
  CHECK(map.beat_at(later) == Approx((later - 9500) * pace(130)));
  CHECK(map.tempo_at(later) == Approx(130));

  // As long as the leader says the same, nothing is published.
  const auto changes = transport.changes();
  lead.sample += 1e5;
  lead.beat += 1e5 * pace(130);
  transport.follow(BeatAuthority::kMidiClock, lead, {110'000, 110'000});
  CHECK(transport.changes() == changes);

  // It says that it is a little ahead: we hurry.
  lead.beat += 0.01;
  transport.follow(BeatAuthority::kMidiClock, lead, {120'000, 120'000});
  check_joints(map);
  CHECK(map.beat_at(120'000 + 0.2 * kRate) == Approx(lead.beat + (120'000 + 0.2 * kRate - lead.sample) * pace(130)));

  // It leaps: so do we.
  lead.beat += 20;
  transport.follow(BeatAuthority::kMidiClock, lead, {140'000, 140'000});
  CHECK(map.beat_at(140'000) == Approx(lead.beat + (140'000 - lead.sample) * pace(130)));

  // It stops at beat 40, is wound to 64, and goes on.
  lead.playing = false;
  lead.take++;
  lead.beat = 40;
  transport.follow(BeatAuthority::kMidiClock, lead, {150'000, 150'000});
  CHECK_FALSE(map.playing_at(150'000));
  CHECK(map.beat_at(160'000) == 40);
  lead.take++;
  lead.beat = 64;
  transport.follow(BeatAuthority::kMidiClock, lead, {160'000, 160'000});
  CHECK(map.beat_at(160'000) == 64);
  lead = {.sample = 169'900, .beat = 64, .beats_per_sample = pace(130), .playing = true, .take = lead.take + 1, .start = 64};
  transport.follow(BeatAuthority::kMidiClock, lead, {170'000, 170'000});
  CHECK(map.beat_at(170'000) == 64);
  CHECK(map.beat_at(200'000) == Approx(64 + (200'000 - 169'900) * pace(130)));

  // It is gone: the beat carries on.
  const BeatMap known = map;
  transport.release();
  CHECK(transport.authority(210'000) == BeatAuthority::kInternal);
  CHECK(map.beat_at(1e6) == known.beat_at(1e6));
  CHECK(map.playing_at(1e6));

  // It is back, where it would have been: no leap.
  transport.follow(BeatAuthority::kMidiClock, lead, {300'000, 300'000});
  CHECK(map.line_at(300'000).take == known.line_at(300'000).take);
}

TEST_CASE("Transport lies on the ticks of a clock that does not say where it is") {
  Transport transport(kRate, 100);
  const BeatLead lead{.sample = 0, .beat = 0, .beats_per_sample = pace(90), .playing = false, .placed = false};
  transport.follow(BeatAuthority::kMidiClock, lead, {1000, 1000});
  CHECK(transport.map().tempo_at(2000) == Approx(90));
  CHECK_FALSE(transport.map().playing_at(2000));
  transport.start({5000, 5128});
  CHECK(transport.map().beat_at(5128) == 0);
  for (SampleIndex now = 5130; now < 30'000; now += 240) transport.follow(BeatAuthority::kMidiClock, lead, {now, now});
  const double ticks = transport.map().beat_at(90'000) * 24, theirs = 90'000 * pace(90) * 24;
  CHECK(std::remainder(ticks - theirs, 1.0) == Approx(0).margin(1e-6));
  CHECK(std::abs(transport.map().beat_at(90'000) - (90'000 - 5128) * pace(90)) < 0.5 / 24 + 1e-6);
}

TEST_CASE("Transport tells no tale twice: whatever is asked of it, the beat leaps only where a take begins", "[alone]") {
  for (unsigned seed = 1; seed <= 40; seed++) {
    std::mt19937 random(seed);
    const auto any = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
    Transport transport(kRate, any(20, 400));
    SampleIndex now = 0;
    BeatLead lead{.beats_per_sample = pace(120)};
    for (int step = 0; step < 3000; step++) {
      now += SampleIndex(any(0, 1000));
      const Moment m{now, now + SampleIndex(any(0, step % 7 == 0 ? 20'000 : 300))};
      const BeatMap before = transport.map();
      const int what = int(random() % 12);
      switch (what) {
        case 0: transport.start(m); break;
        case 1: transport.stop(m); break;
        case 2: transport.resume(m); break;
        case 3: transport.locate(any(-8, 500), m); break;
        case 4: transport.set_tempo(any(1, 600), m); break;
        case 5:
        case 6: transport.tap(double(now) - any(0, 500), m); break;
        case 7: transport.release(); break;
        default: {
          lead.sample = double(now) - any(0, 2000);
          lead.beat += any(0, 0.1);
          lead.beats_per_sample = pace(any(30, 300));
          lead.placed = random() % 3 != 0;
          if (random() % 20 == 0) lead.take++, lead.playing = random() % 2, lead.start = lead.beat;
          transport.follow(random() % 2 ? BeatAuthority::kLink : BeatAuthority::kMidiClock, lead, {now, now});
        }
      }
      INFO("seed " << seed << ", what " << what << ", now " << now << ", at " << m.at);
      INFO("before" << told(before) << "\nafter" << told(transport.map()));
      const auto changed = check_change(before, transport.map(), now);
      // Commands hold from where they say; only a heap of them on their way makes the next come with the last.
      if (what <= 6 && before.count <= 2 && changed) REQUIRE(*changed >= m.at);
    }
  }
}
