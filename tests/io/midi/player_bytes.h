#pragma once
// A player fed with any bytes: for a fuzzer as for random tests. Bytes are read as a stream of setups, cables pulled
// and messages, whole or not; what must hold then is checked here.

#include <array>
#include <bitset>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>

#include "engine/control/midi_player.h"
#include "engine/note_key.h"
#include "io/midi/midi_parser.h"
#include "tests/support/any_setup.h"
#include "tests/support/held_down.h"

namespace seaglass::io {

// What is wrong with one batch of events, or nothing.
inline std::string wrong_with(std::span<const Event> events) {
  if (events.size() > EventBatch::kRoom) return "more events than may be sent together";
  for (const Event& e : events) {
    if (e.part >= kParts) return "no such part";
    if (e.kind > EventKind::kLast) return "no such event";
    if (!std::isfinite(e.value) || !std::isfinite(e.value2)) return "not a number";
    const bool pitch =
        e.kind == EventKind::kNoteOn || (e.kind == EventKind::kNoteSet && e.index == std::uint8_t(NoteKey::kPitch));
    if (pitch && !(e.value >= kMinPitch && e.value <= kMaxPitch)) return "a pitch out of reach";
  }
  return {};
}

// Plays the bytes, then takes all hands off. Returns what went wrong, or nothing.
inline std::string play_bytes(std::span<const std::uint8_t> bytes) {
  enum Marker : std::uint8_t { kNewSetup = 0xf4, kCablePulled = 0xf5 };  // bytes that MIDI leaves undefined
  test::ByteSource from(bytes);
  MidiPlayer player;
  test::HeldDown held;
  std::bitset<kParts * kKeys> struck;
  std::string wrong;
  const auto take = [&](std::span<const Event> events) {
    if (wrong.empty()) wrong = wrong_with(events);
    held.apply(events);
  };
  const auto play = [&](std::span<const std::uint8_t> message) {
    const auto parsed = parse_midi(message);
    if (!parsed) return;
    if (parsed->kind == EventKind::kNoteOn) struck.set(std::size_t(parsed->part * kKeys + parsed->id));
    take(player.follow_setup(parsed->source));
    take(player.play(*parsed));
  };

  while (!from.empty()) {
    const std::uint8_t first = from.byte();
    if (first == kNewSetup) {
      player.set_setup(test::any_setup(from));
    } else if (first == kCablePulled) {
      for (auto events = player.release_all(Source::kMidi); !events.empty(); events = player.release_all(Source::kMidi))
        take(events);
      if (held.notes() > 0 || held.pedals()) return "something sounds without a cable";
    } else {
      const std::uint8_t message[] = {first, from.byte(), from.byte()};
      const auto length = std::size_t(channel_message_length(first));
      play(std::span(message).first(length > 0 ? length : 1 + first % 3));
    }
  }
  // A fuzzer has no time for keys that were never down.
  for (std::size_t i = 0; i < struck.size(); i++)
    if (struck.test(i)) play(std::array{std::uint8_t(0x80 | i / kKeys), std::uint8_t(i % kKeys), std::uint8_t(0)});
  for (unsigned channel = 0; channel < 16; channel++)
    for (const unsigned pedal : {64u, 66u})
      play(std::array{std::uint8_t(0xb0 | channel), std::uint8_t(pedal), std::uint8_t(0)});
  if (wrong.empty() && held.notes() > 0) return "a note hangs";
  if (wrong.empty() && held.pedals()) return "a pedal hangs";
  return wrong;
}

}  // namespace seaglass::io
