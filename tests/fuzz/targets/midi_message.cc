// Messages as devices and drivers deliver them, whole or not, with times: a byte for the length, two for the pause.

#include <cmath>

#include "io/midi/midi_parser.h"
#include "io/midi/midi_source.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

constexpr double kRate = 48000;
constexpr int kFrames = 64;

void check(const Event& e) {
  must(e.source == Source::kMidi, "an event says where it comes from");
  must(e.part < kParts, "a channel is a part");
  must(std::isfinite(e.value) && std::isfinite(e.value2), "an event's values are numbers");
  switch (e.kind) {
    case EventKind::kNoteOn:
    case EventKind::kNoteOff: must(e.id >= 0 && e.id <= 127 && e.value2 >= 0 && e.value2 <= 1, "a key and a velocity are MIDI's"); break;
    case EventKind::kNotePressure:
    case EventKind::kChannelPressure: must(e.value >= 0 && e.value <= 1, "a pressure is 0 to 1"); break;
    case EventKind::kController: must(e.index <= 127 && e.value >= 0 && e.value <= 127, "a controller is MIDI's"); break;
    case EventKind::kProgram: must(e.index <= 127, "a program is MIDI's"); break;
    case EventKind::kBend: must(std::fabs(e.value) <= 1, "a bend is -1 to 1"); break;
    default: must(e.kind == EventKind::kNoteSet, "MIDI makes no other events");
  }
}

const Target target("midi_message", [](Bytes input) {
  Choices from(input);
  StreamClock clock;
  clock.prepare(kRate);
  if (from.below(2) == 0) clock.tick(0, kFrames, 0);
  io::MidiSource source(clock, 64);
  Nanoseconds now = 0;
  SampleIndex newest = 0;
  while (!from.empty()) {
    const std::size_t size = std::size_t(from.below(5));
    now += Nanoseconds(from.big(2)) * 10'000;
    const Bytes message = from.some(size);
    const auto event = io::parse_midi(message);
    if (event) must(std::size_t(io::channel_message_length(message[0])) == message.size(), "half a message is none");
    source.receive(message, now);
    Event sent;
    EventTiming timing{};
    while (source.port().receive(sent, timing)) {
      check(sent);
      must(event.has_value() && timing == EventTiming::kArrival && sent.at >= newest, "events come of messages, in order");
      newest = sent.at;
    }
  }
  source.release_all(now);
});

}  // namespace
}  // namespace seaglass::fuzz
