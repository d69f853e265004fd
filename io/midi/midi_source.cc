#include "io/midi/midi_source.h"

#include "io/midi/midi_parser.h"

namespace seaglass::io {

void MidiSource::receive(std::span<const std::uint8_t> message, Nanoseconds when) noexcept {
  if (message.size() == 1) tempo_.receive(message[0], when);
  const auto parsed = parse_midi(message);
  if (!parsed) return;
  velocities_.follow(*parsed);
  (void)send(player_.follow_setup(Source::kMidi), when);
  // Whoever takes messages away from the player (a controller map) sees *parsed here, before it.
  if (send(player_.play(*parsed), when)) events_.fetch_add(1, std::memory_order_relaxed);
}

void MidiSource::receive_in_block(std::span<const std::uint8_t> message, int frame) noexcept {
  // Ours is the thread that writes it: no second try is ever needed
  const ClockReading clock = clock_.read();
  // The time that the port will turn back into this very sample; half of one keeps rounding away
  // from its edges.
  const double when = clock.running() ? clock.time_of(double(clock.index + frame) + 0.5) : 0;
  receive(message, Nanoseconds(when));
}

void MidiSource::release_all(Nanoseconds when) noexcept {
  (void)send(player_.release_all(Source::kMidi), when);  // a full ring counts what it loses
}

bool MidiSource::send(std::span<const Event> events, Nanoseconds when) noexcept {
  return !events.empty() && port_.send_together(events, when);
}

}  // namespace seaglass::io
