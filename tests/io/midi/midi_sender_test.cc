#include "io/midi/midi_sender.h"

#include <mutex>
#include <vector>

#include "engine/transport/transport.h"
#include "io/midi/midi_lane.h"
#include "io/os/time.h"
#include "tests/catch.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

constexpr double kRate = 48000;
constexpr Nanoseconds kLatency = 10 * kMillisecond;

// A stream that began at a known time, and whoever is connected to the outputs.
struct Rig {
  Rig() {
    clock.prepare(kRate);
    clock.tick(0, 64, began);
    beats.store(transport.map());
    feed.add(lane.to_sender());
    sender.set_latency(kLatency);
  }
  ~Rig() { sender.stop(); }

  void take(const MidiMessage& message) {
    const std::lock_guard lock(mutex);
    heard.push_back({now_ns(), message});
  }
  std::size_t count() {
    const std::lock_guard lock(mutex);
    return heard.size();
  }
  bool comes(std::size_t messages) {
    const Nanoseconds patience = now_ns() + 20 * kSecond;
    while (count() < messages && now_ns() < patience) sleep_until(now_ns() + kMillisecond);
    return count() >= messages;
  }
  SampleIndex now() const { return SampleIndex(clock.read().sample_at(double(now_ns()))); }
  Nanoseconds due(SampleIndex sample) const { return Nanoseconds(clock.read().time_of(double(sample))) + kLatency; }

  const Nanoseconds began = now_ns();
  StreamClock clock;
  Transport transport{kRate, 240};
  rt::Seqlock<BeatMap> beats;
  MidiFeed feed{clock, beats};
  std::mutex mutex;
  std::vector<std::pair<Nanoseconds, MidiMessage>> heard;
  MidiSender sender{feed, [this](const MidiMessage& m) { take(m); }};
  std::atomic<MidiOutputSet> open{0b10};
  MidiLane lane{open, 256, &sender.wake()};
};

MidiMessage note(int key, SampleIndex at) {
  const std::array<std::uint8_t, 3> bytes{0x90, std::uint8_t(key), 100};
  return MidiMessage(bytes, at);
}

}  // namespace

TEST_CASE("the sender sends each message when its sample is heard, not before, and in order") {
  Rig rig;
  rig.sender.start();
  const SampleIndex from = rig.now() + 4800;
  for (int i = 19; i >= 0; i--) REQUIRE(rig.lane.send(note(i, from + i * 480)));
  REQUIRE(rig.lane.send(note(100, 0)));
  REQUIRE(rig.comes(21));
  CHECK(rig.heard[0].second.bytes[1] == 100);  // at once
  for (int i = 0; i < 20; i++) {
    const auto& [time, message] = rig.heard[std::size_t(i + 1)];
    CHECK(message.bytes[1] == i);
    CHECK(time >= rig.due(from + i * 480) - kMillisecond / 10);
  }
}

TEST_CASE("the sender sends MIDI clock, and the stop before it ends") {
  Rig rig;
  rig.feed.set_clock(0b10);
  const SampleIndex start = rig.now() + 2400;
  rig.transport.start({rig.now(), start});
  rig.beats.store(rig.transport.map());
  rig.sender.start();
  REQUIRE(rig.comes(60));
  rig.transport.stop({rig.now() - 1000, rig.now() - 1000});
  rig.beats.store(rig.transport.map());
  rig.sender.stop();
  std::vector<std::uint8_t> spoken;
  std::vector<SampleIndex> ticks;
  for (const auto& [time, message] : rig.heard) {
    CHECK(time >= rig.due(message.at) - kMillisecond / 10);
    if (message.bytes[0] != 0xf8) spoken.push_back(message.bytes[0]);
    else if (message.at >= start) ticks.push_back(message.at);
  }
  CHECK(spoken == std::vector<std::uint8_t>{0xfa, 0xfc});
  REQUIRE(ticks.size() > 40);
  CHECK(ticks[0] >= start);
}

TEST_CASE("the sender sends at once what is sent while no stream runs") {
  Rig rig;
  StreamClock silent;
  MidiFeed feed(silent, rig.beats);
  MidiLane lane(rig.open, 16, nullptr);
  feed.add(lane.to_sender());
  MidiSender sender(feed, [&rig](const MidiMessage& m) { rig.take(m); });
  sender.set_watchful(true);
  sender.start();
  REQUIRE(lane.send(note(60, 0)));
  CHECK(rig.comes(1));
}
