#include "io/file/midi_part.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "io/errors.h"
#include "io/file/byte_file.h"
#include "io/file/midi_file.h"
#include "io/file/midi_tempo_map.h"
#include "io/file/midi_tracks.h"

namespace seaglass::io {
namespace {

constexpr std::size_t kMostNotes = 1'000'000;
constexpr double kMostBeats = 6 * 3600 * 4;  // six hours at 240 a minute
constexpr int kMostNumerator = 64, kMostDenominatorPower = 6;
constexpr int kNoteOn = 0x90, kNoteOff = 0x80;

// Notes that sound, by channel and pitch: the first that began ends first.
class Open {
 public:
  explicit Open(std::vector<PartNote>& notes) : notes_(notes) {}

  void begin(int channel, int pitch, int velocity, double at) {
    open_[{channel, pitch}].push_back(notes_.size());
    notes_.push_back({.onset = at, .end = at, .pitch = pitch, .velocity = velocity, .channel = channel});
  }

  void end(int channel, int pitch, double at) {
    auto& waiting = open_[{channel, pitch}];
    if (waiting.empty()) return;
    notes_[waiting.front()].end = at;
    waiting.erase(waiting.begin());
  }

  void end_all(double at) {
    for (auto& [key, waiting] : open_)
      for (const std::size_t i : waiting) notes_[i].end = at;
  }

 private:
  std::vector<PartNote>& notes_;
  std::map<std::pair<int, int>, std::vector<std::size_t>> open_;
};

}  // namespace

MidiPart read_midi_part(const std::string& path) { return read_midi_part(read_file(path, kMaxMidiFile), path); }

MidiPart read_midi_part(std::span<const std::uint8_t> bytes, const std::string& path) {
  const int division = midi_division(bytes, path);
  MidiTempoMap clock(division);
  if (!clock.valid()) throw FileError("'" + path + "' has an unknown division of time; export it again");
  clock.finish();
  // Times in seconds stand for beats at 120 a minute.
  const bool beats = division > 0 && division < 0x8000;
  const auto quarters = [&](std::int64_t tick) { return beats ? double(tick) / division : 2 * clock.seconds_at(tick); };

  MidiPart part;
  Open open(part.notes);
  int chosen = -1;  // track
  std::map<int, std::string> names;
  double last = 0;
  for_each_midi_event(bytes, path, [&](int number, const MidiTrack& track) {
    const double at = quarters(track.tick());
    if (track.tempo() > 0) part.tempos.push_back({at, 60e6 / track.tempo()});
    const auto meta = track.meta_bytes();
    if (track.meta() == kMetaTrackName) names[number].assign(meta.begin(), meta.end());
    if (track.meta() == kMetaMeter && meta.size() >= 2 && meta[0] >= 1 && meta[0] <= kMostNumerator && meta[1] <= kMostDenominatorPower)
      part.meters.push_back({at, meta[0], 1 << meta[1]});
    const auto message = track.message();
    if (message.empty()) {
      if (number == chosen) last = std::max(last, at);
      return;
    }
    const int kind = message[0] & 0xf0, channel = message[0] & 0xf;
    if (kind == kNoteOn && message[2] > 0 && chosen < 0) chosen = number;
    if (number != chosen) return;
    last = std::max(last, at);
    if (kind == kNoteOn && message[2] > 0) {
      if (part.notes.size() == kMostNotes) throw FileError("'" + path + "' has a part of more than a million notes; split it");
      open.begin(channel, message[1], message[2], at);
    } else if (kind == kNoteOn || kind == kNoteOff) {
      open.end(channel, message[1], at);
    }
  });
  if (part.notes.empty()) throw FileError("'" + path + "' has no notes to play along with; choose a file with a part in it");
  open.end_all(last);
  if (last > kMostBeats) throw FileError("'" + path + "' lasts longer than 6 hours; if it should not, it is damaged");
  part.track = names[chosen];
  const auto by_time = [](const auto& a, const auto& b) { return a.at < b.at; };
  std::stable_sort(part.tempos.begin(), part.tempos.end(), by_time);
  std::stable_sort(part.meters.begin(), part.meters.end(), by_time);
  return part;
}

}  // namespace seaglass::io
