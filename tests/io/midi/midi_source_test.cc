#include "io/midi/midi_source.h"

#include <algorithm>
#include <random>
#include <vector>

#include "io/errors.h"
#include "io/midi/midi_inputs.h"
#include "io/midi/midi_parser.h"
#include "io/midi/port_choice.h"
#include "tests/catch.h"
#include "tests/support/held_down.h"

using namespace seaglass;
using namespace seaglass::io;

namespace {

constexpr Nanoseconds kStart = 1'000'000'000'000;

std::vector<Event> events_of(MidiSource& source) {
  std::vector<Event> events;
  Event event;
  EventTiming timing{};
  while (source.port().receive(event, timing)) events.push_back(event);
  return events;
}

}  // namespace

TEST_CASE("a source turns messages into events and counts them") {
  StreamClock clock;
  clock.prepare(48000);
  clock.tick(4800, 64, kStart);
  MidiSource source(clock);
  source.receive(std::vector<std::uint8_t>{0x93, 60, 100}, kStart + 500'000);
  source.receive(std::vector<std::uint8_t>{0xf8}, kStart);
  source.receive(std::vector<std::uint8_t>{0xf0, 1, 2, 0xf7}, kStart);
  source.receive(std::vector<std::uint8_t>{0x93, 200, 100}, kStart);
  CHECK(source.events() == 1);
  source.receive(std::vector<std::uint8_t>{0xf2, 4, 0}, kStart);
  CHECK(source.follower().messages() == 2);
  Event event;
  EventTiming timing = EventTiming::kExact;
  REQUIRE(source.port().receive(event, timing));
  CHECK(event.kind == EventKind::kNoteOn);
  CHECK(event.at == 4800 + 24);
  CHECK(event.part == 3);
  CHECK(timing == EventTiming::kArrival);
  CHECK_FALSE(source.port().receive(event, timing));
}

TEST_CASE("a message of a block gets the sample of its frame, however late the block was") {
  StreamClock clock;
  clock.prepare(44100);
  MidiSource source(clock);
  std::mt19937 random(4);
  SampleIndex index = 0;
  Event event;
  EventTiming timing{};
  for (int block = 0; block < 5000; block++) {
    const Nanoseconds planned = kStart + Nanoseconds(double(index) * 1e9 / 44100);
    clock.tick(index, 64, planned + Nanoseconds(random() % 3'000'000));
    const int frame = int(random() % 64);
    source.receive_in_block(std::vector<std::uint8_t>{0x90, 60, 100}, frame);
    REQUIRE(source.port().receive(event, timing));
    REQUIRE(event.at == index + frame);
    index += 64;
  }
}

TEST_CASE("a pulled cable ends what its device holds, and nothing else") {
  StreamClock clock;
  clock.prepare(48000);
  MidiSource knobs(clock), keys(clock);
  knobs.receive(std::vector<std::uint8_t>{0xb0, 7, 100}, kStart);
  (void)events_of(knobs);
  knobs.release_all(kStart);
  CHECK(events_of(knobs).empty());  // it held nothing

  for (const std::uint8_t key : std::array<std::uint8_t, 3>{60, 64, 67}) keys.receive(std::vector<std::uint8_t>{0x92, key, 100}, kStart);
  keys.receive(std::vector<std::uint8_t>{0x82, 64, 0}, kStart);
  keys.receive(std::vector<std::uint8_t>{0xb2, 64, 127}, kStart);
  keys.receive(std::vector<std::uint8_t>{0xe4, 0, 127}, kStart);
  (void)events_of(keys);
  keys.release_all(kStart);
  std::vector<int> ended;
  for (const Event& event : events_of(keys)) {
    CHECK(event.value2 == 0);
    if (event.kind == EventKind::kNoteOff) {
      CHECK(event.part == 2);
      ended.push_back(event.id);
    } else if (event.kind == EventKind::kController) {
      CHECK((event.part == 2 && event.index == 64 && event.value == 0));
    } else {
      CHECK((event.kind == EventKind::kBend && event.part == 4 && event.value == 0));
    }
  }
  std::sort(ended.begin(), ended.end());
  CHECK(ended == std::vector{60, 67});
  keys.release_all(kStart);
  CHECK(events_of(keys).empty());
}

TEST_CASE("a pulled cable ends as many notes as ten fingers hold on eight layers, one by one") {
  StreamClock clock;
  clock.prepare(48000);
  MidiSource source(clock);
  MidiSetup setup;
  for (int part = 0; part < Layers::kMaxPerKey; part++) REQUIRE(setup.layers.add({.part = std::uint8_t(part)}));
  source.set_setup(setup);
  for (int key = 40; key < 50; key++) source.receive(std::vector<std::uint8_t>{0x90, std::uint8_t(key), 100}, kStart);
  test::HeldDown held;
  held.apply(events_of(source));
  CHECK(held.notes() == 10 * Layers::kMaxPerKey);
  source.release_all(kStart);
  const auto released = events_of(source);
  held.apply(released);
  CHECK(held.notes() == 0);
  for (const Event& event : released) CHECK(event.kind == EventKind::kNoteOff);
}

TEST_CASE("two keyboards that hold the same key on one channel end each their own note") {
  StreamClock clock;
  clock.prepare(48000);
  MidiInputs inputs(clock);
  test::HeldDown held;
  const auto play = [&](std::size_t keyboard, std::vector<std::uint8_t> message) {
    inputs.source(keyboard).receive(message, kStart);
    held.apply(events_of(inputs.source(keyboard)));
  };
  for (const bool layered : {false, true}) {
    CAPTURE(layered);
    if (layered) {
      MidiSetup setup;
      REQUIRE(setup.layers.add({.part = 3}));
      inputs.set_setup(setup);
    }
    play(3, {0x90, 60, 100});
    play(4, {0x90, 60, 100});
    CHECK(held.notes() == 2);
    play(3, {0x80, 60, 0});
    CHECK(held.notes() == 1);
    play(3, {0x80, 60, 0});  // again: the other's note is not its own
    CHECK(held.notes() == 1);
    inputs.source(3).release_all(kStart);
    held.apply(events_of(inputs.source(3)));
    CHECK(held.notes() == 1);
    inputs.source(4).release_all(kStart);
    held.apply(events_of(inputs.source(4)));
    CHECK(held.notes() == 0);
  }
}

TEST_CASE("with the standard setup a source gives each message the event that the parser does") {
  StreamClock clock;
  clock.prepare(48000);
  clock.tick(4800, 64, kStart);
  MidiSource source(clock);
  Event event;
  EventTiming timing{};
  std::uint64_t messages = 0;
  for (unsigned status = 0x80; status < 0x100; status++)
    for (unsigned first = 0; first < 130; first++)
      for (const unsigned second : {0u, 1u, 2u, 63u, 64u, 100u, 127u, 128u}) {
        const std::uint8_t bytes[] = {std::uint8_t(status), std::uint8_t(first), std::uint8_t(second)};
        const auto length = std::size_t(std::max(1, channel_message_length(std::uint8_t(status))));
        const auto parsed = parse_midi(std::span(bytes).first(length));
        source.receive(std::span(bytes).first(length), kStart + 500'000);
        if (parsed) {
          REQUIRE(source.port().receive(event, timing));
          REQUIRE(event.at == 4800 + 24);
          event.at = 0;
          event.order = 0;
          REQUIRE(event == *parsed);
          messages++;
        }
        REQUIRE_FALSE(source.port().receive(event, timing));
      }
  CHECK(source.events() == messages);
}

TEST_CASE("what one message gives has one stamp, and a setup reaches every source") {
  StreamClock clock;
  clock.prepare(48000);
  clock.tick(4800, 64, kStart);
  MidiInputs inputs(clock);
  MidiSetup setup;
  setup.mpe.lower = 15;
  inputs.set_setup(setup);
  MidiSource& source = inputs.jack_source();
  source.receive(std::vector<std::uint8_t>{0xe1, 0, 96}, kStart);
  source.receive(std::vector<std::uint8_t>{0x91, 60, 127}, kStart + 1'000'000);
  CHECK(inputs.events() == 1);  // the bend alone gave none
  std::vector<Event> events;
  Event event;
  EventTiming timing{};
  while (source.port().receive(event, timing)) events.push_back(event);
  REQUIRE(events.size() == 5);
  CHECK(events[0].kind == EventKind::kControl);  // the zone's manager bends by two semitones
  CHECK(events[1].kind == EventKind::kNoteOn);
  CHECK(events[2].kind == EventKind::kNoteSet);
  CHECK(events[2].value == Approx(84).margin(0.01));
  for (std::size_t i = 1; i < events.size(); i++) {
    CHECK(events[i].at == 4800 + 48);
    CHECK(events[i].id == events[1].id);
    CHECK(events[i].order == events[0].order + i);
  }
  // And ends with its cable.
  source.release_all(kStart + 2'000'000);
  const auto released = events_of(source);
  REQUIRE(released.size() == 1);
  CHECK(released[0].kind == EventKind::kNoteOff);
  CHECK(released[0].id == events[1].id);
}

TEST_CASE("port choices") {
  CHECK(midi_port_fits("all", "nanoKEY2:nanoKEY2 MIDI 1 20:0", true));
  CHECK_FALSE(midi_port_fits("all", "SuperCollider:out0", false));
  CHECK_FALSE(midi_port_fits("all", "Midi Through:Midi Through Port-0 14:0", true));
  CHECK_FALSE(midi_port_fits("through", "Midi Through:Midi Through Port-0 14:0", true));
  CHECK_FALSE(midi_port_fits("all", "seaglass:in 128:0", true));
  CHECK_FALSE(midi_port_fits("none", "nanoKEY2:nanoKEY2 MIDI 1 20:0", true));
  CHECK(midi_port_fits("NANOkey", "nanoKEY2:nanoKEY2 MIDI 1 20:0", true));
  CHECK(midi_port_fits("collider", "SuperCollider:out0", false));
  CHECK_FALSE(midi_port_fits("launchkey", "nanoKEY2:nanoKEY2 MIDI 1 20:0", true));
}

TEST_CASE("a missing MIDI input is an error that lists what there is") {
  StreamClock clock;
  clock.prepare(48000);
  MidiInputs inputs(clock);
  CHECK(inputs.ports().size() == std::size_t(MidiInputs::kMaxInputs));
  try {
    inputs.open({.choice = "no such keyboard"});
    FAIL("opened");
  } catch (const DeviceError& error) {
    CHECK(error.exit_code == 4);
    CHECK(std::string(error.what()).find("no such keyboard") != std::string::npos);
  }
  inputs.open({.choice = "none"});
  inputs.rescan();
  CHECK(inputs.events() == 0);
  CHECK_FALSE(inputs.clock(kStart));
  inputs.close();
  CHECK(inputs.names().empty());
}

TEST_CASE("what a map names is taken from the player, all else is played as ever") {
  StreamClock clock;
  clock.prepare(48000);
  clock.tick(0, 64, kStart);
  MidiSource mapped(clock), plain(clock);
  const auto control = [](ControlKind kind, int number, ControlFormat format) {
    return whole_control({kind, 0, std::uint16_t(number)}, format);
  };
  const std::vector<Mapping> mappings{
      standard_mapping(control(ControlKind::kController, 1, ControlFormat::kCoarse), target_of(ParameterId::kNoise)),
      standard_mapping(control(ControlKind::kBend, 0, ControlFormat::kFine), target_of(ParameterId::kPan)),
      standard_mapping(control(ControlKind::kNote, 36, ControlFormat::kCoarse), target_of(ParameterId::kVibrato))};
  mapped.controls().set_map(ControllerMap(mappings));
  const auto taken = [](std::uint8_t status, std::uint8_t first) {
    return (status == 0xb0 && first == 1) || status == 0xe0 || ((status == 0x90 || status == 0x80) && first == 36);
  };
  const auto next = [](MidiSource& source) {
    Event event{.kind = EventKind::kFadeOut};
    EventTiming timing{};
    (void)source.port().receive(event, timing);
    event.order = 0;
    return event;
  };
  std::mt19937 random(8);
  int moved = 0, played = 0;
  for (int i = 0; i < 20000; i++) {
    const auto status = std::uint8_t(0x80 | random() % 7 << 4 | (random() % 2 == 0 ? 0 : random() % 16));
    const auto first = std::uint8_t(random() % 4 == 0 ? (random() % 2 == 0 ? 1 : 36) : random() % 128);
    const std::vector<std::uint8_t> bytes{status, first, std::uint8_t(random() % 128)};
    const auto message = std::span(bytes).first(std::size_t(channel_message_length(status)));
    mapped.receive(message, kStart);
    plain.receive(message, kStart);
    if (!taken(status, first)) {
      while (true) {
        const Event one = next(mapped), other = next(plain);
        REQUIRE(one == other);
        if (one.kind == EventKind::kFadeOut) break;
        played++;
      }
      continue;
    }
    while (next(plain).kind != EventKind::kFadeOut) {
    }
    for (Event event = next(mapped); event.kind != EventKind::kFadeOut; event = next(mapped)) {
      // The first time the wheel is put back to where it was not mapped.
      if (event.kind == EventKind::kBend) REQUIRE(event.value == 0);
      else REQUIRE(event.kind == EventKind::kControl);
      moved++;
    }
  }
  CHECK(moved > 500);
  CHECK(played > 10000);
}

TEST_CASE("whoever listens is told of devices that come and go") {
  StreamClock clock;
  clock.prepare(48000);
  MidiInputs inputs(clock);
  std::vector<std::string> told;
  inputs.on_plug([&](MidiSource& source, const std::string& device) {
    if (&source == &inputs.jack_source()) told.push_back(device);
  });
  inputs.open({.choice = "none", .audio_on_jack = true});
  CHECK(told == std::vector<std::string>{"JACK"});
  inputs.close();
  CHECK(told == std::vector<std::string>{"JACK", ""});
}
