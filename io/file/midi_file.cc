#include "io/file/midi_file.h"

#include <algorithm>

#include "io/file/byte_file.h"
#include "io/file/midi_tempo_map.h"
#include "io/file/midi_track.h"
#include "io/midi/midi_parser.h"

namespace seaglass::io {
namespace {

using Bytes = std::span<const std::uint8_t>;

// The longest performance; a file that lasts longer is damaged, and rendering it would not end.
constexpr double kMaxSeconds = 6 * 3600;

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

// Calls visit(tick, message bytes) for every channel message and tempo(tick, microseconds) for
// every tempo.
template <class Visit, class Tempo>
void for_each_message(Bytes bytes, const std::string& name, Visit visit, Tempo tempo) {
  Chunks chunks(bytes, name);
  read_header(chunks, name);
  std::string type;
  Bytes data;
  int number = 0;
  while (chunks.next(type, data)) {
    if (type != "MTrk") continue;  // other chunks are allowed and mean nothing to us
    number++;
    MidiTrack track(data);
    while (track.next()) {
      if (track.tempo() > 0) tempo(track.tick(), track.tempo());
      if (!track.message().empty()) visit(track.tick(), track.message());
    }
    if (track.wrong() != nullptr)
      throw FileError("'" + name + "' is damaged: " + track.wrong() + " at byte " +
                      std::to_string(track.position()) + " of track " + std::to_string(number) +
                      "; get it or export it again");
  }
  if (number == 0) throw FileError("'" + name + "' has no track; export it again");
}

}  // namespace

std::vector<ScoreEvent> read_midi_file(const std::string& path) {
  return read_midi_bytes(read_file(path, kMaxMidiFile), path);
}

std::vector<ScoreEvent> read_midi_bytes(Bytes bytes, const std::string& name) {
  Chunks chunks(bytes, name);
  MidiTempoMap map(read_header(chunks, name).division);
  if (!map.valid())
    throw FileError("'" + name + "' has an unknown division of time; export it again");

  // Once to check and count, once to keep: memory is taken for what is there, not for what a
  // damaged file claims.
  std::size_t count = 0;
  for_each_message(
      bytes, name,
      [&](std::int64_t, Bytes) {
        if (++count > kMaxMidiEvents)
          throw FileError("'" + name + "' has more than 10 million events; split it");
      },
      [](std::int64_t, int) {});
  std::vector<ScoreEvent> score;
  score.reserve(count);
  for_each_message(
      bytes, name,
      [&](std::int64_t tick, Bytes message) {
        auto event = parse_midi(message);
        if (!event) return;
        event->source = Source::kScore;
        score.push_back({double(tick), *event});
      },
      [&](std::int64_t tick, int microseconds) { map.add(tick, microseconds); });

  const auto earlier = [](const ScoreEvent& a, const ScoreEvent& b) { return a.seconds < b.seconds; };
  if (!std::is_sorted(score.begin(), score.end(), earlier))
    std::stable_sort(score.begin(), score.end(), earlier);
  map.finish();
  for (ScoreEvent& e : score) e.seconds = map.seconds_at(std::int64_t(e.seconds));
  if (!score.empty() && score.back().seconds > kMaxSeconds)
    throw FileError("'" + name + "' lasts longer than 6 hours; if it should not, it is damaged");
  return score;
}

}  // namespace seaglass::io
