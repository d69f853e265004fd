#include "engine/voice/track_timbre.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/decibels.h"
#include "engine/dsp/random.h"

namespace seaglass {
namespace {

constexpr float kDynamicTilt = 3.0f;  // dB per octave and unit of velocity that the recordings lack
constexpr float kTakeDb = 0.5f;       // how far partials differ from stroke to stroke
constexpr float kDriftCents = 1.2f;   // slow wandering of the pitch at drift 1
constexpr float kDriftDb = 0.4f;      // and of the level

}  // namespace

void TrackTimbre::start(const NoteStart& note, const NotePart& part, Spectrum& spectrum) {
  const TrackPatch& patch = library_->patch();
  const Place& place = patch.places[part.place()];
  pitched_ = place.pitched;
  seed_ = note.seed;
  time_ = 0;
  // Transposed, a pitched note is played by the recordings of its new pitch; a drum is only tuned.
  const float sounding_key = pitched_ ? note.key + part.value(ParameterId::kTranspose) : note.key;
  mix_ = library_->select(part.place(), sounding_key, note.velocity, hash64(note.seed, 1));

  float weight_squares = 0, dynamic = 0;
  gain_db_ = 0;
  for (int i = 0; i < mix_.count; i++) {
    const SourceNote& s = mix_.sources[i];
    readers_[i].start(patch.grid, *s.note, hash64(note.seed, 16 + i));
    weight_squares += s.weight * s.weight;
    gain_db_ += s.weight * s.note->gain_db;
    dynamic += s.weight * s.note->dynamic;
  }
  spread_gain_ = 1.0f / std::sqrt(weight_squares) - 1.0f;

  const SourceNote& heaviest = mix_.sources[0];
  spectrum.pitched = place.pitched;
  spectrum.sustained = place.sustained;
  spectrum.one_shot = place.one_shot;
  spectrum.hz = heaviest.note->hz;
  spectrum.tilt = kDynamicTilt * (note.velocity - dynamic);
  spectrum.transient = heaviest.transient;
  spectrum.transient_gain_db = gain_db_ + heaviest.note->transient_gain_db;
  gather_partials(place, pitched_ ? float(hz_of_key(sounding_key)) : spectrum.hz, spectrum);
  gather_noise(place, spectrum);
}

// What the recordings have in common: ratios, mean levels; phases are the heaviest one's.
void TrackTimbre::gather_partials(const Place& place, float hz, Spectrum& spectrum) {
  int partials = 0;
  for (int i = 0; i < mix_.count; i++) partials = std::max(partials, mix_.sources[i].note->partials);
  spectrum.partials = partials;
  const float octave_of_hz = std::log2(hz / 1000.0f);
  for (int k = 0; k < partials; k++) {
    float ratio = 0, octave = 0, mean = 0, weight = 0;
    for (int i = 0; i < mix_.count; i++) {
      const SourceNote& s = mix_.sources[i];
      const bool has = k < s.note->partials;
      if (!has) continue;
      mean += s.weight * s.mean_db[k];
      ratio += s.weight * s.note->ratio[k];
      octave += s.weight * s.octaves[k];
      weight += s.weight;
    }
    const auto& phases = mix_.sources[0].note->phase;
    spectrum.phase[k] = k < int(phases.size()) ? phases[k] : unit_random(hash64(seed_, 100 + k));
    spectrum.ratio[k] = ratio / weight;
    mean_db_[k] = mean / weight - kMissingDb * (1 - weight);  // as mix_levels does
    take_db_[k] = kTakeDb * signed_random(hash64(seed_, 300 + k));
    spectrum.octave[k] = std::clamp(octave / weight + octave_of_hz, -4.0f, 4.0f);
    spectrum.release_rate[k] = release_rate(place.release_db_per_s, spectrum.octave[k]);
  }
}

void TrackTimbre::gather_noise(const Place& place, Spectrum& spectrum) {
  for (int b = 0; b < kNoiseBands; b++) {
    noise_mean_db_[b] = 0;
    for (int i = 0; i < mix_.count; i++)
      noise_mean_db_[b] += mix_.sources[i].weight * mix_.sources[i].mean_db[mix_.sources[i].note->partials + b];
    spectrum.noise_release_rate[b] = release_rate(place.release_db_per_s, kNoiseOctaves.octave[b]);
  }
}

void TrackTimbre::advance(const Moment& moment, const NotePart& part) {
  const double attack = part.value(ParameterId::kAttack);
  for (int i = 0; i < mix_.count; i++) readers_[i].advance(moment.elapsed, attack);
  time_ += moment.elapsed;
}

// The movement of several recordings, averaged, is smaller than that of one: by 1 / sqrt(sum of squared weights) when
// they move independently. Drift scales it on top of that.
float TrackTimbre::moving_db_gain(const NotePart& part) const {
  if (!readers_[0].sustaining()) return 0;
  return (1 + spread_gain_) * part.value(ParameterId::kDrift) - 1;
}

void TrackTimbre::mix_rows(bool noise, int count, float* out_db) {
  LevelRows rows[4];
  for (int i = 0; i < mix_.count; i++) {
    const float weight = mix_.sources[i].weight;
    rows[i] = noise ? readers_[i].noise(weight) : readers_[i].amplitudes(weight);
  }
  kernels_->mix_levels(rows, mix_.count, out_db, count);
}

bool TrackTimbre::order(const NotePart& part, Spectrum& spectrum, FrameOrder& frame, OrderList& orders) {
  LevelFrame& out = orders.given(frame);
  mix_rows(false, spectrum.partials, out.partial_db);
  mix_rows(true, kNoiseBands, out.noise_db);
  const float drift = part.value(ParameterId::kDrift);
  float tail = 0, slow = 0;
  for (int i = 0; i < mix_.count; i++) tail += mix_.sources[i].weight * readers_[i].tail_db();
  if (readers_[0].sustaining()) slow = kDriftDb * wander(hash64(seed_, 5), time_, 1.3) * drift;
  const float level_db = gain_db_ - tail + slow, moving = moving_db_gain(part);
  for (int k = 0; k < spectrum.partials; k++)
    out.partial_db[k] += moving * (out.partial_db[k] - mean_db_[k]) + level_db + drift * take_db_[k];
  for (int b = 0; b < kNoiseBands; b++)
    out.noise_db[b] += moving * (out.noise_db[b] - noise_mean_db_[b]) + level_db;

  out.semitones = 0;
  for (int i = 0; i < mix_.count; i++) out.semitones += mix_.sources[i].weight * readers_[i].contour();
  if (pitched_)
    out.semitones = drift * (out.semitones + 0.01f * kDriftCents * wander(hash64(seed_, 6), time_, 0.9));
  return false;
}

}  // namespace seaglass
