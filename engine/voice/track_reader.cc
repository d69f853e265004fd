#include "engine/voice/track_reader.h"

#include <algorithm>

#include "engine/dsp/random.h"

namespace seaglass {
namespace {

// A run covers at least this share of what lies before it.
constexpr float kShortestRun = 0.4f;

}  // namespace

void TrackReader::start(const TrackPatch& patch, const TrackNote& note, std::uint64_t seed) {
  *this = {};
  patch_ = &patch;
  note_ = &note;
  seed_ = seed;
  sustained_ = note.sustain_end > note.sustain_begin;
  sustain_begin_ = patch.time_of_frame(note.sustain_begin);
  sustain_end_ = patch.time_of_frame(note.sustain_end - 1);
  end_ = patch.time_of_frame(note.frames - 1);
  // The first run begins in the attack and ends somewhere in the later part of what is sustained.
  until_ = sustain_end_ - (sustain_end_ - sustain_begin_) * (1 - kShortestRun) * unit_random(hash64(seed, 0));
}

void TrackReader::advance(double seconds, double attack) {
  if (time_ < kAttackSeconds) seconds /= attack;
  time_ += direction_ * seconds;
  if (sustained_ && direction_ * (time_ - until_) >= 0) turn();
}

// Goes on in the other direction from where it stands, to a random spot on that side.
void TrackReader::turn() {
  time_ = std::clamp(2 * until_ - time_, sustain_begin_, sustain_end_);
  direction_ = -direction_;
  const double goal = direction_ > 0 ? sustain_end_ : sustain_begin_;
  const float share = kShortestRun + (1 - kShortestRun) * unit_random(hash64(seed_, ++turns_));
  until_ = time_ + (goal - time_) * share;
}

TrackReader::Place TrackReader::place() const {
  const double last = note_->frames - 1;
  const double at = std::clamp(patch_->frame_at(std::max(time_, 0.0)), 0.0, last);
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
  return past_end() ? float((time_ - end_) * note_->tail_db_per_s) : 0.0f;
}

}  // namespace seaglass
