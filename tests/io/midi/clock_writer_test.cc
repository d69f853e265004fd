#include "io/midi/clock_writer.h"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "engine/transport/transport.h"
#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

constexpr double kRate = 48000;
constexpr SampleIndex kBlock = 64, kAhead = 48;

struct Sent {
  SampleIndex at;
  std::vector<std::uint8_t> bytes;
};

// The transport, and a callback that takes what is due in each period.
struct Rig {
  explicit Rig(double tempo) : transport(kRate, tempo) {}

  void run(SampleIndex until) {
    for (; now < until; now += kBlock) {
      MidiMessage message;
      while (writer.next(transport.map(), now + kBlock, message)) {
        REQUIRE(message.at >= now);
        REQUIRE(message.at < now + kBlock);
        if (!sent.empty()) REQUIRE(message.at >= sent.back().at);
        sent.push_back({message.at, {message.data().begin(), message.data().end()}});
      }
    }
  }
  Transport::Moment moment(SampleIndex later = 0) const { return {now, now + later}; }

  // All but ticks, as text: "fa@47952".
  std::string spoken(SampleIndex from = 0) const {
    std::string text;
    for (const Sent& s : sent) {
      if (s.bytes[0] == 0xf8 || s.at < from) continue;
      char word[40];
      const int position = s.bytes.size() == 3 ? s.bytes[1] + 128 * s.bytes[2] : 0;
      if (s.bytes.size() == 3)
        std::snprintf(word, sizeof word, "%02x(%d)@%ld", s.bytes[0], position, long(s.at));
      else
        std::snprintf(word, sizeof word, "%02x@%ld", s.bytes[0], long(s.at));
      text += (text.empty() ? "" : " ") + std::string(word);
    }
    return text;
  }
  std::vector<SampleIndex> ticks(SampleIndex from) const {
    std::vector<SampleIndex> list;
    for (const Sent& s : sent)
      if (s.bytes[0] == 0xf8 && s.at >= from) list.push_back(s.at);
    return list;
  }

  Transport transport;
  ClockWriter writer;
  SampleIndex now = 0;
  std::vector<Sent> sent;
};

// A drum machine: what beat it is at, by what it was sent.
struct Receiver {
  std::int64_t tick = 0;
  bool playing = false;
  void hear(const Sent& message) {
    switch (message.bytes[0]) {
      case 0xf8: tick += playing; break;
      case 0xfa: tick = 0, playing = true; break;
      case 0xfb: playing = true; break;
      case 0xfc: playing = false; break;
      case 0xf2: tick = 6 * (message.bytes[1] + 128 * message.bytes[2]); break;
    }
  }
};

}  // namespace

TEST_CASE("MIDI clock out ticks while the beat stands, and says nothing else") {
  Rig rig(120);  // 1000 samples a tick
  rig.run(48'000);
  CHECK(rig.spoken() == "");
  const auto ticks = rig.ticks(0);
  REQUIRE(ticks.size() == 48);
  for (std::size_t i = 0; i < ticks.size(); i++) CHECK(ticks[i] == SampleIndex(i) * 1000);
}

TEST_CASE("MIDI clock out: the first tick is on beat 0, the start a millisecond before it") {
  Rig rig(120);
  rig.run(6400);
  rig.transport.start(rig.moment(128));
  rig.run(48'000);
  CHECK(rig.spoken() == "fa@" + std::to_string(6400 + 128 - kAhead));
  const auto ticks = rig.ticks(6400);
  REQUIRE(ticks.size() > 30);
  for (std::size_t i = 0; i < ticks.size(); i++) REQUIRE(ticks[i] == 6528 + SampleIndex(i) * 1000);
}

TEST_CASE("MIDI clock out stops at once and goes on with the tick that comes next") {
  Rig rig(120);
  rig.transport.start(rig.moment());
  rig.run(9600);
  CHECK(rig.spoken() == "fa@0");
  rig.transport.stop({9600, 9728});  // in the middle of tick 9
  rig.run(96'000);
  rig.transport.resume({96'000, 96'128});
  rig.run(120'000);
  CHECK(rig.spoken(1) == "fc@9680 fb@" + std::to_string(96'128 + 272 - kAhead));
  CHECK(rig.ticks(96'128)[0] == 96'128 + 272);
  Receiver drum;
  for (const Sent& s : rig.sent)
    if (s.at < 96'128) drum.hear(s);
  CHECK(drum.tick == 10);  // 0 to 9
}

TEST_CASE("MIDI clock out leaps with a song position, to the next sixteenth") {
  Rig rig(120);
  rig.transport.start(rig.moment());
  rig.run(9600);
  rig.transport.locate(65.1, rig.moment());
  rig.run(48'000);
  const auto next = 9600 + SampleIndex(0.15 * 24'000);
  CHECK(rig.spoken(1) == "fc@9600 f2(261)@9600 fb@" + std::to_string(next - kAhead));
  Receiver drum;
  for (const Sent& s : rig.sent)
    if (s.at <= next) drum.hear(s);
  CHECK(drum.tick == 261 * 6 + 1);

  SECTION("standing, it says where it was wound to, and continues there") {
    rig.transport.stop(rig.moment());
    rig.run(60'032);
    rig.transport.locate(8, rig.moment());
    rig.run(80'000);
    rig.transport.resume(rig.moment());
    rig.run(90'000);
    CHECK(rig.spoken(50'000) == "f2(32)@60032 fb@80000");
  }
  SECTION("to the beginning") {
    rig.transport.stop(rig.moment());
    rig.transport.locate(0, rig.moment(64));
    rig.run(80'000);
    rig.transport.resume(rig.moment());
    rig.run(90'000);
    CHECK(rig.spoken(80'000) == "fa@80000");
  }
  SECTION("a count-in is heard by the players, and the receivers start on beat 0") {
    const SampleIndex then = rig.now;
    rig.transport.locate(-2, rig.moment());
    rig.run(then + 60'000);
    CHECK(rig.spoken(then) == "fc@" + std::to_string(then) + " fa@" + std::to_string(then + 48'000 - kAhead));
  }
}

TEST_CASE("MIDI clock out loses no tick and sends none twice, whatever the tempo does") {
  for (unsigned seed = 1; seed <= 20; seed++) {
    std::mt19937 random(seed);
    const auto any = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
    Rig rig(any(20, 400));
    Receiver drum;
    std::size_t heard = 0;
    std::string story;
    BeatLead lead;
    for (int step = 0; step < 400; step++) {
      const int what = int(random() % 10);
      const auto m = rig.moment(SampleIndex(any(0, 200)));
      story += "\n" + std::to_string(what) + " at " + std::to_string(m.at);
      if (what == 0) rig.transport.start(m);
      if (what == 1) rig.transport.stop(m);
      if (what == 2) rig.transport.resume(m);
      if (what == 3) rig.transport.locate(std::floor(any(0, 100)) / 4, m);
      if (what == 4) rig.transport.set_tempo(any(20, 400), m);
      if (what == 5) rig.transport.tap(double(rig.now), m);
      if (what > 7) {  // a leader that wobbles
        const BeatLine line = rig.transport.map().line_at(double(rig.now));
        lead = {.sample = double(rig.now), .beat = line.beat_at(double(rig.now)) + any(-0.02, 0.02),
                .beats_per_sample = line.beats_per_sample * any(0.97, 1.03), .playing = line.playing, .placed = line.playing};
        rig.transport.follow(BeatAuthority::kMidiClock, lead, {rig.now, rig.now});
        rig.transport.release();
      }
      rig.run(rig.now + SampleIndex(any(100, 30'000)));
      for (; heard < rig.sent.size(); heard++) drum.hear(rig.sent[heard]);
      // What the receiver thinks: the ticks up to now are those that have come.
      const BeatMap& map = rig.transport.map();
      if (!drum.playing || map.line_at(double(rig.now + kAhead)).take != map.line_at(double(rig.now) - 1).take) continue;
      const double beat = map.beat_at(double(rig.now) - 1);
      INFO("seed " << seed << " step " << step << " beat " << beat << " now " << rig.now << " said " << rig.spoken(rig.now - 100'000) << story.substr(story.size() > 200 ? story.size() - 200 : 0));
      REQUIRE(std::abs(double(drum.tick) - std::ceil(beat * 24 - 1e-3)) <= 1);
    }
    CHECK(heard > 500);
  }
}

TEST_CASE("MIDI clock out that was held up for long tells the receivers anew where the beat is") {
  Rig rig(120);
  rig.transport.start(rig.moment());
  rig.run(48'000);
  MidiMessage message;
  rig.writer.skip_to(480'000);
  std::vector<Sent> sent;
  while (rig.writer.next(rig.transport.map(), 500'000, message)) sent.push_back({message.at, {message.data().begin(), message.data().end()}});
  Receiver drum{.tick = 48, .playing = true};
  for (const Sent& s : sent) drum.hear(s);
  CHECK(sent.size() < 40);
  CHECK(drum.tick == 500);
}

TEST_CASE("MIDI clock out says when it is due, so that a thread can sleep until then") {
  Rig rig(97);
  rig.transport.start(rig.moment());
  MidiMessage message;
  SampleIndex now = 0;
  int ticks = 0;
  while (now < 480'000) {
    while (rig.writer.next(rig.transport.map(), now + 1, message)) {
      CHECK(message.at == now);
      ticks += message.bytes[0] == 0xf8;
    }
    const SampleIndex due = rig.writer.due(rig.transport.map());
    REQUIRE(due > now);
    now = due;
  }
  CHECK(ticks == int(std::ceil(480'000 / (48000 * 60 / 97.0 / 24))));
}
