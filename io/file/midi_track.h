#pragma once
// The events of one track of a MIDI file: delta times added up, running status resolved, system
// exclusive skipped.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace seaglass::io {

inline constexpr int kMetaText = 0x01, kMetaTrackName = 0x03, kMetaEndOfTrack = 0x2f, kMetaTempo = 0x51, kMetaMeter = 0x58;

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

  // The type and the bytes of a meta event; no type otherwise. See the standard's kinds below.
  int meta() const { return meta_; }
  std::span<const std::uint8_t> meta_bytes() const { return meta_bytes_; }

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
  int meta_ = -1;
  std::span<const std::uint8_t> meta_bytes_;
  bool ended_ = false;
  const char* wrong_ = nullptr;
};

}  // namespace seaglass::io
