#include "io/file/midi_file.h"

#include <algorithm>

#include "io/file/byte_file.h"
#include "io/file/midi_tempo_map.h"
#include "io/file/midi_tracks.h"
#include "io/midi/midi_parser.h"

namespace seaglass::io {
namespace {

using Bytes = std::span<const std::uint8_t>;

// The longest performance; a file that lasts longer is damaged, and rendering it would not end.
constexpr double kMaxSeconds = 6 * 3600;

}  // namespace

std::vector<ScoreEvent> read_midi_file(const std::string& path) {
  return read_midi_bytes(read_file(path, kMaxMidiFile), path);
}

std::vector<ScoreEvent> read_midi_bytes(Bytes bytes, const std::string& name) {
  MidiTempoMap map(midi_division(bytes, name));
  if (!map.valid())
    throw FileError("'" + name + "' has an unknown division of time; export it again");

  // Once to check and count, once to keep: memory is taken for what is there, not for what a
  // damaged file claims.
  std::size_t count = 0;
  for_each_midi_event(bytes, name, [&](int, const MidiTrack& track) {
    if (!track.message().empty() && ++count > kMaxMidiEvents)
      throw FileError("'" + name + "' has more than 10 million events; split it");
  });
  std::vector<ScoreEvent> score;
  score.reserve(count);
  for_each_midi_event(bytes, name, [&](int, const MidiTrack& track) {
    if (track.tempo() > 0) map.add(track.tick(), track.tempo());
    if (track.message().empty()) return;
    auto event = parse_midi(track.message());
    if (!event) return;
    event->source = Source::kScore;
    score.push_back({double(track.tick()), *event});
  });

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
