#include "io/midi/midi_parser.h"

namespace seaglass::io {
namespace {

// Exactly -1, 0 and 1 at 0, 8192 and 16383: the upper half has one step less.
float bend_of(int position) {
  const int offset = position - 8192;
  return offset < 0 ? float(offset) / 8192.0f : float(offset) / 8191.0f;
}

}  // namespace

int channel_message_length(std::uint8_t status) {
  if (status < 0x80 || status >= 0xf0) return 0;
  return (status & 0xe0) == 0xc0 ? 2 : 3;  // program and channel pressure have one data byte
}

std::optional<Event> parse_midi(std::span<const std::uint8_t> message) {
  if (message.empty()) return std::nullopt;
  const int length = channel_message_length(message[0]);
  if (length == 0 || message.size() != std::size_t(length)) return std::nullopt;
  const int first = message[1];
  const int second = length == 3 ? message[2] : 0;
  if (first > 127 || second > 127) return std::nullopt;

  Event event;
  event.source = Source::kMidi;
  event.part = message[0] & 0x0f;
  switch (message[0] >> 4) {
    case 0x8:
    case 0x9: {
      const bool on = message[0] >= 0x90 && second > 0;  // a note-on of velocity 0 is a note-off
      event.kind = on ? EventKind::kNoteOn : EventKind::kNoteOff;
      event.id = first;
      event.value = float(first);
      event.value2 = float(second) / 127.0f;
      break;
    }
    case 0xa:
      event.kind = EventKind::kNotePressure;
      event.id = first;
      event.value = float(second) / 127.0f;
      break;
    case 0xb:
      event.kind = EventKind::kController;
      event.index = std::uint8_t(first);
      event.value = float(second);
      break;
    case 0xc:
      event.kind = EventKind::kProgram;
      event.index = std::uint8_t(first);
      break;
    case 0xd:
      event.kind = EventKind::kChannelPressure;
      event.value = float(first) / 127.0f;
      break;
    default:
      event.kind = EventKind::kBend;
      event.value = bend_of(first | second << 7);
      break;
  }
  return event;
}

}  // namespace seaglass::io
