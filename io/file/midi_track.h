#pragma once
// The events of one track of a MIDI file: delta times added up, running status resolved, system
// exclusive skipped.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace seaglass::io {

class MidiTrack {
 public:
  // [control] `data` is the track's chunk, without its header.
  explicit MidiTrack(std::span<const std::uint8_t> data) : data_(data) {}

  // The next event; false at the end of the track, or at the first damage: see wrong().
  bool next();

  std::int64_t tick() const { return tick_; }

  // The event as a channel message with its status byte, or empty.
  std::span<const std::uint8_t> message() const { return {message_.data(), length_}; }

  // Microseconds a beat, when the event is a tempo; otherwise 0.
  int tempo() const { return tempo_; }

  const char* wrong() const { return wrong_; }
  std::size_t position() const { return at_; }

 private:
  bool fail(const char* reason);
  bool read_length(std::uint32_t& value);
  bool read_channel_message(std::uint8_t first);
  bool read_meta();
  bool skip_exclusive();

  std::span<const std::uint8_t> data_;
  std::size_t at_ = 0;
  std::int64_t tick_ = 0;
  std::uint8_t status_ = 0;  // running
  std::array<std::uint8_t, 3> message_{};
  std::size_t length_ = 0;
  int tempo_ = 0;
  bool ended_ = false;
  const char* wrong_ = nullptr;
};

}  // namespace seaglass::io
