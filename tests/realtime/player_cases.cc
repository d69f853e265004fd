// A MIDI source's own thread, which may be the audio thread: every message in every setup, up to all keys down at once.

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "engine/control/midi_player.h"
#include "engine/stream/event_port.h"
#include "tests/realtime/realtime_case.h"
#include "tests/support/any_setup.h"

using namespace seaglass;
using seaglass::test::keep;

namespace {

constexpr EventKind kKinds[] = {EventKind::kNoteOn,     EventKind::kNoteOff,         EventKind::kNoteOn,
                                EventKind::kController, EventKind::kChannelPressure, EventKind::kNotePressure,
                                EventKind::kBend,       EventKind::kProgram,         EventKind::kNoteOn};

// All kinds of messages on all channels, in a row; every few a part of a registered number, zones among them.
Event message_number(int n) {
  Event m{.kind = kKinds[n % std::size(kKinds)], .source = Source::kMidi, .part = std::uint8_t(n * 7 % kParts)};
  m.id = n * 11 % kKeys;
  m.index = std::uint8_t(n * 13 % 128);
  m.value = m.kind == EventKind::kNoteOn || m.kind == EventKind::kNoteOff ? float(m.id)
            : m.kind == EventKind::kController                            ? float(n * 29 % 128)
                                                                          : float(n % 100) * 0.01f;
  m.value2 = float(1 + n % 127) / 127;
  if (n % 40 < 3) {  // RPN 6 on channel 1 or 16
    m = {.kind = EventKind::kController, .source = Source::kMidi, .part = std::uint8_t(n / 40 % 2 * 15)};
    const std::uint8_t numbers[] = {101, 100, 6};
    m.index = numbers[n % 40];
    m.value = n % 40 == 0 ? 0.0f : n % 40 == 1 ? 6.0f : float(n / 40 % 16);
  }
  return m;
}

std::vector<MidiSetup> setups() {
  std::vector<MidiSetup> all(1);
  std::vector<std::uint8_t> bytes(400);
  for (int n = 0; n < 30; n++) {
    for (auto& byte : bytes) byte = std::uint8_t(std::rand());
    test::ByteSource from(bytes);
    all.push_back(test::any_setup(from));
  }
  return all;
}

}  // namespace

REALTIME_CASE(midi_player_with_every_message_and_setup) {
  const std::vector<MidiSetup> all = setups();
  StreamClock clock;
  clock.prepare(48000);
  clock.tick(0, 64, 0);
  EventPort port(clock, 4096);
  MidiPlayer player;
  std::size_t given = 0, most = 0;
  Event event;
  EventTiming timing{};
  for (int n = 0; n < 60'000; n++) {
    if (n % 500 == 499) player.set_setup(all[std::size_t(n / 500) % all.size()]);
    rt::RealtimeScope scope;
    keep(port.send_together(player.follow_setup(Source::kMidi), n));
    const auto events = player.play(message_number(n));
    given += events.size();
    most = std::max(most, events.size());
    keep(port.send_together(events, n));
    while (port.receive(event, timing)) keep(event);
  }
  if (given < 60'000 || most < 16) std::abort();  // little was tried
  rt::RealtimeScope scope;
  keep(player.release_all(Source::kMidi));
}

REALTIME_CASE(midi_player_with_every_key_down) {
  MidiPlayer player;
  MidiSetup setup;
  for (int part = 0; part < Layers::kMaxPerKey; part++) keep(setup.layers.add({.part = std::uint8_t(part)}));
  setup.mpe = {.lower = 7, .upper = 7};
  player.set_setup(setup);
  rt::RealtimeScope scope;
  keep(player.follow_setup(Source::kMidi));
  for (int channel = 0; channel < kParts; channel++)
    for (int key = 0; key < kKeys; key++) {
      Event m{.kind = EventKind::kNoteOn, .part = std::uint8_t(channel), .id = key, .value = float(key), .value2 = 1};
      keep(player.play(m));
      m = {.kind = EventKind::kBend, .part = std::uint8_t(channel), .value = 0.5f};
      keep(player.play(m));
    }
  player.set_setup({});
  if (player.follow_setup(Source::kMidi).empty()) std::abort();
  while (!player.release_all(Source::kMidi).empty()) {
  }
}
