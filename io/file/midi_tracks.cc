#include "io/file/midi_tracks.h"

#include "io/errors.h"

namespace seaglass::io {
namespace {

using Bytes = std::span<const std::uint8_t>;

struct Header {
  int format = 0;
  int division = 0;
};

// Hands out the chunks of a file one after the other.
class Chunks {
 public:
  Chunks(Bytes bytes, const std::string& name) : rest_(bytes), name_(name) {}

  // False at the end. Stray bytes after the last chunk are ignored, as every player does.
  bool next(std::string& type, Bytes& data) {
    if (rest_.size() < 8) return false;
    type.assign(reinterpret_cast<const char*>(rest_.data()), 4);
    const std::size_t size = big(rest_.subspan(4, 4));
    rest_ = rest_.subspan(8);
    if (size > rest_.size())
      throw FileError("'" + name_ + "' is cut short: a part of it should have " + std::to_string(size) +
                      " bytes and has " + std::to_string(rest_.size()) + "; get it or export it again");
    data = rest_.first(size);
    rest_ = rest_.subspan(size);
    return true;
  }

  static std::size_t big(Bytes bytes) {
    std::size_t value = 0;
    for (const std::uint8_t b : bytes) value = value << 8 | b;
    return value;
  }

 private:
  Bytes rest_;
  const std::string& name_;
};

Header read_header(Chunks& chunks, const std::string& name) {
  std::string type;
  Bytes data;
  if (!chunks.next(type, data) || type != "MThd" || data.size() < 6)
    throw FileError("'" + name + "' is not a MIDI file; choose a standard MIDI file (.mid)");
  const Header header{.format = int(Chunks::big(data.first(2))),
                      .division = int(Chunks::big(data.subspan(4, 2)))};
  if (header.format > 1)
    throw FileError("'" + name + "' has MIDI file format " + std::to_string(header.format) +
                    "; save it as format 0 or 1");
  return header;
}

}  // namespace

int midi_division(Bytes bytes, const std::string& name) {
  Chunks chunks(bytes, name);
  return read_header(chunks, name).division;
}

void for_each_midi_event(Bytes bytes, const std::string& name,
                         const std::function<void(int, const MidiTrack&)>& visit) {
  Chunks chunks(bytes, name);
  read_header(chunks, name);
  std::string type;
  Bytes data;
  int number = 0;
  while (chunks.next(type, data)) {
    if (type != "MTrk") continue;  // other chunks are allowed and mean nothing to us
    number++;
    MidiTrack track(data);
    while (track.next()) visit(number - 1, track);
    if (track.wrong() != nullptr)
      throw FileError("'" + name + "' is damaged: " + track.wrong() + " at byte " +
                      std::to_string(track.position()) + " of track " + std::to_string(number) +
                      "; get it or export it again");
  }
  if (number == 0) throw FileError("'" + name + "' has no track; export it again");
}

}  // namespace seaglass::io
