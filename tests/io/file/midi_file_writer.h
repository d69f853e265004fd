#pragma once
// Standard MIDI files in memory, right ones and wrong ones, for tests.

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace seaglass::io {

using MidiBytes = std::vector<std::uint8_t>;

class TrackWriter {
 public:
  // After `delta` ticks; `bytes` as they stand in the file (without the status byte: running
  // status).
  TrackWriter& add(std::uint32_t delta, std::initializer_list<int> bytes) {
    add_length(delta);
    for (const int b : bytes) data_.push_back(std::uint8_t(b));
    return *this;
  }
  TrackWriter& tempo(std::uint32_t delta, int microseconds) {
    return add(delta, {0xff, 0x51, 3, microseconds >> 16, microseconds >> 8 & 255, microseconds & 255});
  }
  TrackWriter& end(std::uint32_t delta = 0) { return add(delta, {0xff, 0x2f, 0}); }

  const MidiBytes& data() const { return data_; }

 private:
  void add_length(std::uint32_t value) {
    for (int shift = 21; shift > 0; shift -= 7)
      if (value >> shift) data_.push_back(std::uint8_t(0x80 | (value >> shift & 0x7f)));
    data_.push_back(std::uint8_t(value & 0x7f));
  }
  MidiBytes data_;
};

inline void append_chunk(MidiBytes& file, std::string_view type, const MidiBytes& data) {
  file.insert(file.end(), type.begin(), type.end());
  for (int shift = 24; shift >= 0; shift -= 8) file.push_back(std::uint8_t(data.size() >> shift));
  file.insert(file.end(), data.begin(), data.end());
}

inline MidiBytes midi_file(int format, int division, const std::vector<TrackWriter>& tracks) {
  MidiBytes file;
  append_chunk(file, "MThd",
               {0, std::uint8_t(format), 0, std::uint8_t(tracks.size()), std::uint8_t(division >> 8),
                std::uint8_t(division)});
  for (const TrackWriter& track : tracks) append_chunk(file, "MTrk", track.data());
  return file;
}

}  // namespace seaglass::io
