#include "io/midi/midi_source.h"

#include "io/midi/midi_parser.h"

namespace seaglass::io {

void MidiSource::receive(std::span<const std::uint8_t> message, Nanoseconds when) noexcept {
  if (message.size() == 1) tempo_.receive(message[0], when);
  auto parsed = parse_midi(message);
  if (!parsed) return;
  velocities_.follow(*parsed);
  (void)send(player_.follow_setup(Source::kMidi), when);
  moved_.clear();
  const ControlInput::Answer answer = controls_.receive(message, when, moved_);
  bool sent = send(moved_.events(), when);
  if (answer.taken) parsed = answer.instead;
  if (parsed) sent = send(player_.play(*parsed), when) || sent;
  if (sent) events_.fetch_add(1, std::memory_order_relaxed);
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
  moved_.clear();
  controls_.release_all(moved_);
  (void)send(moved_.events(), when);
}

bool MidiSource::send(std::span<const Event> events, Nanoseconds when) noexcept {
  return !events.empty() && port_.send_together(events, when);
}

}  // namespace seaglass::io
