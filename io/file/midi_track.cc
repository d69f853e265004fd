#include "io/file/midi_track.h"

#include "io/midi/midi_parser.h"

namespace seaglass::io {

bool MidiTrack::next() {
  length_ = 0;
  tempo_ = 0;
  meta_ = -1;
  // Tracks without an end mark are common enough to be taken.
  if (ended_ || wrong_ != nullptr || at_ == data_.size()) return false;
  std::uint32_t delta = 0;
  if (!read_length(delta)) return false;
  tick_ += delta;
  if (at_ == data_.size()) return fail("an event is cut short");
  const std::uint8_t first = data_[at_];
  if (first < 0xf0) return read_channel_message(first);
  at_++;
  if (first == 0xff) return read_meta();
  if (first == 0xf0 || first == 0xf7) return skip_exclusive();
  return fail("a status byte is not allowed in files");
}

bool MidiTrack::fail(const char* reason) {
  wrong_ = reason;
  return false;
}

// A variable-length quantity: seven bits a byte, four bytes at most.
bool MidiTrack::read_length(std::uint32_t& value) {
  value = 0;
  for (int i = 0; i < 4; i++) {
    if (at_ == data_.size()) return fail("a length is cut short");
    const std::uint8_t byte = data_[at_++];
    value = value << 7 | (byte & 0x7f);
    if (byte < 0x80) return true;
  }
  return fail("a length is too long");
}

// Running status survives meta events and system exclusive, against the letter of the standard:
// files rely on it.
bool MidiTrack::read_channel_message(std::uint8_t first) {
  if (first >= 0x80) {
    status_ = first;
    at_++;
  }
  if (status_ == 0) return fail("the first event has no status byte");
  const auto length = std::size_t(channel_message_length(status_));
  if (data_.size() - at_ < length - 1) return fail("an event is cut short");
  message_[0] = status_;
  for (std::size_t i = 1; i < length; i++) {
    message_[i] = data_[at_];
    if (message_[i] > 127) return fail("a data byte is out of range");
    at_++;
  }
  length_ = length;
  return true;
}

bool MidiTrack::read_meta() {
  if (at_ == data_.size()) return fail("an event is cut short");
  const std::uint8_t type = data_[at_++];
  std::uint32_t size = 0;
  if (!read_length(size)) return false;
  if (size > data_.size() - at_) return fail("a text or tempo is cut short");
  meta_ = type;
  meta_bytes_ = data_.subspan(at_, size);
  if (type == kMetaTempo && size == 3)
    tempo_ = data_[at_] << 16 | data_[at_ + 1] << 8 | data_[at_ + 2];
  if (type == kMetaTempo && size == 3 && tempo_ == 0) return fail("a tempo is zero");
  if (type == kMetaEndOfTrack) ended_ = true;
  at_ += size;
  return true;
}

bool MidiTrack::skip_exclusive() {
  std::uint32_t size = 0;
  if (!read_length(size)) return false;
  if (size > data_.size() - at_) return fail("a system exclusive message is cut short");
  at_ += size;
  return true;
}

}  // namespace seaglass::io
