#include "io/midi/midi_feed.h"

#include <random>
#include <vector>

#include "engine/transport/transport.h"
#include "io/midi/midi_lane.h"
#include "tests/catch.h"
#include "tests/realtime/allocation_guard.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

MidiMessage note(int key, SampleIndex at = 0, MidiOutputSet outputs = kAllMidiOutputs) {
  const std::array<std::uint8_t, 3> bytes{0x90, std::uint8_t(key), 100};
  return MidiMessage(bytes, at, outputs);
}

struct Rig {
  StreamClock clock;
  rt::Seqlock<BeatMap> beats;
  Transport transport{48000, 120};
  std::atomic<MidiOutputSet> open{0b111};
  MidiLane first{open, 64, nullptr}, second{open, 64, nullptr};
  MidiFeed jack{clock, beats}, sender{clock, beats};

  Rig() {
    clock.prepare(48000);
    beats.store(transport.map());
    for (MidiLane* lane : {&first, &second}) {
      jack.add(lane->to_jack());
      sender.add(lane->to_sender());
    }
  }
  static std::vector<std::pair<SampleIndex, int>> take(MidiFeed& feed, SampleIndex until) {
    std::vector<std::pair<SampleIndex, int>> list;
    MidiMessage message;
    feed.look();
    while (feed.next(until, message)) list.push_back({message.at, message.size > 1 ? message.bytes[1] : message.bytes[0]});
    return list;
  }
};

using List = std::vector<std::pair<SampleIndex, int>>;

}  // namespace

TEST_CASE("MIDI messages leave in order of time, those of one lane in the order in which they came") {
  Rig rig;
  CHECK(rig.first.send(note(1, 500)));
  CHECK(rig.first.send(note(2, 100)));
  CHECK(rig.second.send(note(3, 100)));
  CHECK(rig.second.send(note(4)));
  CHECK(rig.first.send(note(5, 100)));
  CHECK(rig.first.send(note(6, 64)));
  CHECK(Rig::take(rig.jack, 64) == List{{0, 4}});
  CHECK(rig.jack.due() == 64);
  CHECK(Rig::take(rig.jack, 128) == List{{64, 6}, {100, 2}, {100, 5}, {100, 3}});
  CHECK(rig.first.send(note(7, 20)));  // late
  CHECK(Rig::take(rig.jack, 192) == List{{128, 7}});
  CHECK(Rig::take(rig.jack, 512) == List{{500, 1}});
}

TEST_CASE("MIDI messages go to the outputs that they are meant for, as far as these are open") {
  Rig rig;
  CHECK(rig.first.send(note(1, 0, 0b001)));
  CHECK(rig.first.send(note(2, 0, 0b110)));
  CHECK(rig.first.send(note(3, 0, 0b1000)));  // not open: nobody waits for it
  CHECK(rig.first.send(note(4)));
  CHECK(Rig::take(rig.jack, 64) == List{{0, 1}, {0, 4}});
  MidiMessage message;
  rig.sender.look();
  REQUIRE(rig.sender.next(64, message));
  CHECK(message.outputs == 0b110);
  REQUIRE(rig.sender.next(64, message));
  CHECK(message.outputs == 0b110);
  CHECK_FALSE(rig.sender.next(64, message));
  const std::vector<std::uint8_t> endless(MidiMessage::kMaxBytes + 1, 0xf0);
  CHECK_FALSE(rig.first.send(MidiMessage(endless)));
}

TEST_CASE("MIDI messages that nobody takes are counted, and later ones still leave") {
  Rig rig;
  for (int i = 0; i < 200; i++) (void)rig.first.send(note(i & 127));
  CHECK(rig.first.dropped() == 200 - 64);
  CHECK(Rig::take(rig.jack, 64).size() == 64);
  // A scheduler that runs far ahead fills what there is, and nothing is lost of what found room.
  std::size_t sent = 0, taken = 0;
  for (int round = 0; round < 100; round++) {
    for (int i = 0; i < 60; i++) sent += rig.second.send(note(1, 1'000'000, kJackMidiOutput));
    taken += Rig::take(rig.jack, 128).size();
  }
  CHECK(taken == 0);
  CHECK(sent > 1000);
  for (int round = 0; round < 100; round++) taken += Rig::take(rig.jack, 2'000'000).size();
  CHECK(taken == sent);
}

TEST_CASE("MIDI clock and messages leave together, in order, without allocation") {
  Rig rig;
  rig.transport.start({0, 0});
  rig.beats.store(rig.transport.map());
  rig.jack.set_clock(kJackMidiOutput);
  std::mt19937 random(2);
  SampleIndex before = 0;
  int ticks = 0, notes = 0;
  for (SampleIndex now = 0; now < 480'000; now += 64) {
    if (random() % 3 == 0) (void)rig.first.send(note(1, now + SampleIndex(random() % 5000)));
    if (random() % 50 == 0) {
      rig.transport.set_tempo(100 + double(random() % 100), {now, now + 100});
      rig.beats.store(rig.transport.map());
    }
    const test::AllocationGuard guard;
    MidiMessage message;
    rig.jack.look();
    while (rig.jack.next(now + 64, message)) {
      REQUIRE(message.at >= now);
      REQUIRE(message.at < now + 64);
      REQUIRE(message.at >= before);
      before = message.at;
      ticks += message.bytes[0] == 0xf8;
      notes += message.bytes[0] == 0x90;
    }
    REQUIRE(guard.count() == 0);
  }
  const double beats = rig.transport.map().beat_at(480'000);
  CHECK(std::abs(ticks - beats * 24) < 2);
  CHECK(notes > 2000);

  rig.jack.set_clock(0);
  CHECK(Rig::take(rig.jack, 600'000).size() < 100);
}
