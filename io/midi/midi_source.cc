#include "io/midi/midi_source.h"

#include "io/midi/midi_parser.h"

namespace seaglass::io {
namespace {

constexpr std::uint8_t kSustain = 64;
constexpr std::uint8_t kAllNotesOff = 123;

}  // namespace

void MidiSource::receive(std::span<const std::uint8_t> message, Nanoseconds when) noexcept { take(message, when, 0, 0); }

void MidiSource::take(std::span<const std::uint8_t> message, Nanoseconds when, SampleIndex at, Nanoseconds in_graph) noexcept {
  if (through_ != nullptr) through_->pass(message, at);
  if (!message.empty() && message[0] >= 0xf0) follower_.receive(message, when, in_graph);
  const auto event = parse_midi(message);
  if (!event) return;
  if (port_.send(*event, when)) events_.fetch_add(1, std::memory_order_relaxed);
}

void MidiSource::begin_block(std::int64_t graph_frame, int frames) noexcept {
  const ClockReading clock = clock_.read();
  graph_ahead_ = graph_frame - (clock.index + clock.frames - frames);
  follower_.set_graph_ahead(graph_ahead_);
}

void MidiSource::receive_in_block(std::span<const std::uint8_t> message, int frame) noexcept {
  // Ours is the thread that writes it: no second try is ever needed
  const ClockReading clock = clock_.read();
  // The time that the port will turn back into this very sample; half of one keeps rounding away
  // from its edges.
  const double when = clock.running() ? clock.time_of(double(clock.index + frame) + 0.5) : 0;
  const SampleIndex at = clock.index + frame;
  take(message, Nanoseconds(when), at, Nanoseconds(double(at + graph_ahead_) * 1e9 / clock_.rate()));
}

void MidiSource::release_all(Nanoseconds when) noexcept {
  for (int part = 0; part < kParts; part++) {
    for (const std::uint8_t controller : {kSustain, kAllNotesOff}) {
      Event event;
      event.kind = EventKind::kController;
      event.source = Source::kMidi;
      event.part = std::uint8_t(part);
      event.index = controller;
      (void)port_.send(event, when);  // a full ring counts what it loses
      const std::uint8_t message[] = {std::uint8_t(0xb0 | part), controller, 0};
      if (through_ != nullptr) through_->pass(message, 0);
    }
  }
}

}  // namespace seaglass::io
