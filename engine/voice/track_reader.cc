#include "engine/voice/track_reader.h"

#include <algorithm>

#include "engine/dsp/random.h"

namespace seaglass {
namespace {

constexpr double kCrossfadeSeconds = 0.2;
constexpr double kShortestRun = 0.35, kLongestRun = 1.4;  // seconds between leaps

}  // namespace

void TrackReader::start(const TrackPatch& patch, const TrackNote& note, std::uint64_t seed) {
  *this = {};
  patch_ = &patch;
  note_ = &note;
  seed_ = seed;
  sustained_ = note.sustain_end > note.sustain_begin;
  sustain_begin_ = patch.time_of_frame(note.sustain_begin);
  sustain_end_ = patch.time_of_frame(note.sustain_end);
  end_ = patch.time_of_frame(note.frames - 1);
}

void TrackReader::advance(double seconds, double attack) {
  if (here_.time < kAttackSeconds) seconds /= attack;
  crossfade_ = std::max(0.0, crossfade_ - seconds);
  leaving_.time += leaving_.direction * seconds;
  here_.time += here_.direction * seconds;
  if (sustained_) wander(seconds);
}

void TrackReader::wander(double seconds) {
  if (here_.time < sustain_begin_ && leaps_ == 0) return;  // still in the attack
  run_ -= seconds;
  const bool inside = here_.time >= sustain_begin_ && here_.time <= sustain_end_;
  if (inside && (run_ > 0 || leaps_ == 0)) {
    if (leaps_ > 0) return;
    // The attack is over: the first run goes on from here.
    run_ = kShortestRun + (kLongestRun - kShortestRun) * unit_random(hash64(seed_, 0));
    leaps_ = 1;
    return;
  }
  // Leap: leave the old spot under a crossfade, go on from a random one in a random direction.
  const std::uint64_t key = hash64(seed_, ++leaps_);
  const double span = sustain_end_ - sustain_begin_;
  leaving_ = here_;
  crossfade_ = std::min(kCrossfadeSeconds, span / 3);
  here_.direction = (key & 1) != 0 ? 1.0 : -1.0;
  here_.time = sustain_begin_ + span * unit_random(hash64(key, 1));
  run_ = kShortestRun + (kLongestRun - kShortestRun) * unit_random(hash64(key, 2));
}

TrackReader::Place TrackReader::place(const Head& head) const {
  const double last = note_->frames - 1;
  const double at = std::clamp(patch_->frame_at(std::max(head.time, 0.0)), 0.0, last);
  const int before = std::min(int(at), note_->frames - 2);
  return {before, before + 1, float(at - before)};
}

template <class Emit>
int TrackReader::rows(float weight, LevelRows* out, Emit emit) const {
  const double span = std::min(kCrossfadeSeconds, (sustain_end_ - sustain_begin_) / 3);
  const float old = crossfade_ > 0 ? float(crossfade_ / span) : 0.0f;
  out[0] = emit(place(here_), weight * (1 - old));
  if (old == 0) return 1;
  out[1] = emit(place(leaving_), weight * old);
  return 2;
}

int TrackReader::amplitude_rows(float weight, LevelRows* out) const {
  const std::uint8_t* const table = note_->amplitude.data();
  const std::size_t width = note_->partials;
  return rows(weight, out, [&](Place p, float share) {
    return LevelRows{table + p.before * width, table + p.after * width, p.fraction, share, int(width)};
  });
}

int TrackReader::noise_rows(float weight, LevelRows* out) const {
  const std::uint8_t* const table = note_->noise.data();
  return rows(weight, out, [&](Place p, float share) {
    return LevelRows{table + std::size_t(p.before) * kNoiseBands, table + std::size_t(p.after) * kNoiseBands,
                     p.fraction, share, kNoiseBands};
  });
}

float TrackReader::contour() const {
  LevelRows unused[2];
  float semitones = 0;
  rows(1.0f, unused, [&](Place p, float share) {
    const float before = note_->cents[p.before], after = note_->cents[p.after];
    semitones += share * (before + p.fraction * (after - before)) * 1e-3f;
    return LevelRows{};
  });
  return semitones;
}

float TrackReader::tail_db() const {
  return past_end() ? float((here_.time - end_) * note_->tail_db_per_s) : 0.0f;
}

}  // namespace seaglass
