#include "engine/voice/track_reader.h"

#include <algorithm>

#include "engine/voice/timbre.h"

namespace seaglass {

void TrackReader::start(const FrameGrid& grid, const TrackNote& note, std::uint64_t seed) {
  *this = {};
  grid_ = &grid;
  note_ = &note;
  sustained_ = note.sustain_end > note.sustain_begin;
  sustain_begin_ = grid.time_of_frame(note.sustain_begin);
  end_ = grid.time_of_frame(note.frames - 1);
  if (sustained_) turning_.start(0, sustain_begin_, grid.time_of_frame(note.sustain_end - 1), seed);
}

void TrackReader::advance(double seconds, double attack) {
  if (time() < kAttackSeconds) seconds /= attack;
  if (sustained_)
    turning_.advance(seconds);
  else
    time_ += seconds;
}

TrackReader::Place TrackReader::place() const {
  const double last = note_->frames - 1;
  const double at = std::clamp(grid_->frame_at(std::max(time(), 0.0)), 0.0, last);
  const int before = std::min(int(at), note_->frames - 2);
  return {before, before + 1, float(at - before)};
}

LevelRows TrackReader::amplitudes(float weight) const {
  const Place p = place();
  const std::uint8_t* const table = note_->amplitude.data();
  const std::size_t width = note_->partials;
  return {table + p.before * width, table + p.after * width, p.fraction, weight, int(width)};
}

LevelRows TrackReader::noise(float weight) const {
  const Place p = place();
  const std::uint8_t* const table = note_->noise.data();
  return {table + std::size_t(p.before) * kNoiseBands, table + std::size_t(p.after) * kNoiseBands, p.fraction,
          weight, kNoiseBands};
}

float TrackReader::contour() const {
  const Place p = place();
  const float before = note_->cents[p.before], after = note_->cents[p.after];
  return (before + p.fraction * (after - before)) * 1e-3f;
}

float TrackReader::tail_db() const {
  return past_end() ? float((time() - end_) * note_->tail_db_per_s) : 0.0f;
}

}  // namespace seaglass
