#pragma once
// Musical time: which beat stands on which sample of the stream. The transport publishes a map through rt::Seqlock, and
// whoever needs the beat reads it from there.
//
// A beat is a quarter note. "Stands on a sample" means: that sample of the output sounds on the beat, so an event that
// takes effect there is on the beat, whatever the delay was with which it came in.

#include <array>
#include <cstdint>
#include <optional>

#include "engine/config.h"

namespace seaglass {

// From `sample` on, until the next line of the map begins.
struct BeatLine {
  SampleIndex sample = 0;
  double beat = 0;              // on that sample
  double beats_per_sample = 0;  // while the beat stands: as it will go on
  bool playing = false;
  std::uint32_t take = 0;       // lines of one take join: the beat leaps only where the next take begins

  double beat_at(double s) const { return playing ? beat + (s - double(sample)) * beats_per_sample : beat; }

  // Of a line that plays: where a beat is, with fraction.
  double sample_of(double b) const { return double(sample) + (b - beat) / beats_per_sample; }
};

// What has been decided: the line that holds now, and those that are to follow it. All functions [any], wait-free.
struct BeatMap {
  static constexpr int kMostLines = 6;

  std::array<BeatLine, kMostLines> lines{};
  int count = 1;
  double rate = 48000;  // Hz

  // The line that holds at a sample; before the first one begins, that one.
  const BeatLine& line_at(double s) const {
    int i = count - 1;
    while (i > 0 && double(lines[std::size_t(i)].sample) > s) i--;
    return lines[std::size_t(i)];
  }

  double beat_at(double s) const { return line_at(s).beat_at(s); }
  bool playing_at(double s) const { return line_at(s).playing; }

  // Beats per minute, whether they are played or not.
  double tempo_at(double s) const { return line_at(s).beats_per_sample * rate * 60; }

  // Where a beat comes, or was, with fraction; nothing when the beat stands before it gets there. Where the beat leaps
  // back over it, the last time.
  std::optional<double> sample_of(double beat) const;
};

inline std::optional<double> BeatMap::sample_of(double beat) const {
  for (int i = count - 1; i >= 0; i--) {
    const BeatLine& line = lines[std::size_t(i)];
    if (!line.playing) continue;
    const double s = line.sample_of(beat);
    const bool begun = i == 0 || s >= double(line.sample);
    const bool over = i + 1 < count && s >= double(lines[std::size_t(i + 1)].sample);
    if (begun && !over) return s;
  }
  return std::nullopt;
}

}  // namespace seaglass
