#include "engine/voice/track_voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/dsp/decibels.h"
#include "engine/dsp/random.h"

namespace seaglass {
namespace {

constexpr float kVelocityRangeDb = 30.0f;      // from the softest to the loudest: 3 dB per tenth of velocity
constexpr float kDynamicTilt = 3.0f;           // dB per octave and unit of velocity that the recordings lack
constexpr float kPressureTilt = 2.0f;          // dB per octave at full pressure
constexpr float kTakeDb = 0.5f;                // how far partials differ from stroke to stroke
constexpr float kSilenceDb = -106.0f;          // below: the note is over (its gain included)
constexpr float kDriftCents = 1.2f;            // slow wandering of the pitch at drift 1
constexpr double kSampleRampSeconds = 0.005;   // gain and pan
constexpr float kMovingPitch = 0.01f;          // semitones a frame: above, the frame is tuned in four steps
constexpr float kNyquistKnee = 0.46f;          // cycles per sample, where partials begin to fade before half the rate
constexpr double kLevelKnownSeconds = 0.06;    // until then a note's level is guessed from its velocity

// A straight line over log frequency from 100 Hz to 5 kHz; `octave` counts from 1 kHz.
float release_rate(const std::array<float, 2>& db_per_s, float octave) {
  constexpr float kFrom = -3.3219281f, kOctaves = 5.6438562f;
  return db_per_s[0] + (db_per_s[1] - db_per_s[0]) * std::clamp((octave - kFrom) / kOctaves, 0.0f, 1.0f);
}

float band_hz(int band) {
  const float top = 2595.0f * std::log10(1.0f + 24000.0f / 700.0f);
  return 700.0f * (std::pow(10.0f, top * float(band) / (kNoiseBands - 1) / 2595.0f) - 1.0f);
}

struct Bands {
  float octave[kNoiseBands];  // log2 of the band's frequency against 1 kHz
  Bands() {
    for (int b = 0; b < kNoiseBands; b++) octave[b] = std::log2(std::max(band_hz(b), 40.0f) / 1000.0f);
  }
};
const Bands kBands;

// Smooth seeded wandering in [-1, 1] around `rate` per second: interpolated lattice noise.
float wander(std::uint64_t key, double time, double rate) {
  const double x = time * rate;
  const auto i = std::uint64_t(x);
  const float f = float(x - double(i)), smooth = f * f * (3 - 2 * f);
  const float a = signed_random(hash64(key, i)), b = signed_random(hash64(key, i + 1));
  return a + smooth * (b - a);
}

}  // namespace

void TrackVoice::start(const NoteStart& note, const Part& part) {
  const NoteLibrary& library = *context_->library;
  const Place& place = library.patch().places[part.place()];
  pitched_ = place.pitched;
  one_shot_ = place.one_shot;
  seed_ = note.seed;
  velocity_ = note.velocity;
  key_ = base_key_ = note.key;
  glide_from_ = note.glide_from;
  glide_time_ = glide_left_ = note.glide_seconds;
  // Transposed, a pitched note is played by the recordings of its new pitch; a drum is only tuned.
  const float sounding_key = pitched_ ? note.key + part.value(ParameterId::kTranspose) : note.key;
  mix_ = library.select(part.place(), sounding_key, note.velocity, hash64(note.seed, 1));
  base_hz_ = mix_.sources[0].note->hz;

  float weight_squares = 0, gain = 0;
  dynamic_ = 0;
  for (int i = 0; i < mix_.count; i++) {
    const SourceNote& s = mix_.sources[i];
    readers_[i].start(library.patch(), *s.note, hash64(note.seed, 16 + i));
    weight_squares += s.weight * s.weight;
    gain += s.weight * s.note->gain_db;
    dynamic_ += s.weight * s.note->dynamic;
  }
  spread_gain_ = 1.0f / std::sqrt(weight_squares) - 1.0f;
  gain_db_ = gain - kVelocityRangeDb * (1.0f - note.velocity);
  transient_gain_ = amplitude_of_db(gain_db_ + mix_.sources[0].note->transient_gain_db);
  gather_partials(place, pitched_ ? float(hz_of_key(sounding_key)) : base_hz_);
  gather_noise(place);
  noise_.start();

  time_ = vibrato_phase_ = released_s_ = 0;
  damping_ = pressure_ = brightness_ = 0;
  stretch_ = 0;
  level_.jump(1);
  const float middle = pitched_ ? (note.key - 60) / 36 : 0;
  pan_.jump(std::clamp(middle, -1.0f, 1.0f) * part.value(ParameterId::kWidth));
  level_db_ = -20 - kVelocityRangeDb * (1 - note.velocity);
  frame_ = 0;
  frame_length_ = into_frame_ = context_->noise.hop;
  to_tune_ = tune_step_ = since_tune_ = 0;
  transient_at_ = 0;
  fade_at_ = -1;
  contour_ = contour_from_ = contour_to_ = 0;
  active_ = true;
  ending_ = false;
}

// What the recordings have in common: ratios, mean levels; phases are the heaviest one's.
void TrackVoice::gather_partials(const Place& place, float hz) {
  int partials = 0;
  for (int i = 0; i < mix_.count; i++) partials = std::max(partials, mix_.sources[i].note->partials);
  bank_ = {};
  bank_.count = partials;
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
    const float phase = k < int(phases.size()) ? phases[k] : unit_random(hash64(seed_, 100 + k));
    bank_.ratio[k] = ratio_[k] = ratio / weight;
    bank_.phase[k] = std::uint32_t(std::int64_t(double(phase) * 4294967296.0));
    mean_db_[k] = mean / weight - kMissingDb * (1 - weight);  // as mix_levels does
    place_db_[k] = kTakeDb * signed_random(hash64(seed_, 300 + k));
    octave_[k] = std::clamp(octave / weight + octave_of_hz, -4.0f, 4.0f);
    release_rate_[k] = release_rate(place.release_db_per_s, octave_[k]);
  }
}

void TrackVoice::gather_noise(const Place& place) {
  for (int b = 0; b < kNoiseBands; b++) {
    noise_mean_db_[b] = 0;
    for (int i = 0; i < mix_.count; i++)
      noise_mean_db_[b] += mix_.sources[i].weight * mix_.sources[i].mean_db[mix_.sources[i].note->partials + b];
    noise_release_rate_[b] = release_rate(place.release_db_per_s, kBands.octave[b]);
  }
}

// --- once a frame ---

// The movement of several recordings, averaged, is smaller than that of one: by 1 / sqrt(sum of squared weights) when
// they move independently. Drift scales it on top of that.
float TrackVoice::moving_db_gain(const Part& part) const {
  if (!readers_[0].sustaining()) return 0;
  return (1 + spread_gain_) * part.value(ParameterId::kDrift) - 1;
}

void TrackVoice::mix_rows(bool noise, int count, float* out_db) {
  LevelRows rows[4];
  for (int i = 0; i < mix_.count; i++) {
    const float weight = mix_.sources[i].weight;
    rows[i] = noise ? readers_[i].noise(weight) : readers_[i].amplitudes(weight);
  }
  context_->kernels->mix_levels(rows, mix_.count, out_db, count);
}

void TrackVoice::shape_partials(const Part& part, float level_db) {
  const float moving = moving_db_gain(part);
  const float tilt = part.value(ParameterId::kBrightness) + brightness_ + kDynamicTilt * (velocity_ - dynamic_) +
                     kPressureTilt * std::max(part.pressure(), pressure_);
  const float released = float(released_s_) / part.value(ParameterId::kRelease);
  const float odd = 0.5f * part.value(ParameterId::kOddEven);
  const float take = part.value(ParameterId::kDrift);
  const float cycles = float((pitched_ ? hz_of_key(key_) : base_hz_) / context_->rate);
  for (int k = 0; k < bank_.count; k++) {
    const float over = std::max(0.0f, bank_.ratio[k] * cycles - kNyquistKnee);
    target_db_[k] += moving * (target_db_[k] - mean_db_[k]) + level_db + tilt * octave_[k] + take * place_db_[k] -
                     released * release_rate_[k] + ((k & 1) != 0 ? -odd : odd) - 3000.0f * over;
  }
  const float noise_db = level_db + part.value(ParameterId::kNoise);
  for (int b = 0; b < kNoiseBands; b++)
    density_db_[b] += moving * (density_db_[b] - noise_mean_db_[b]) + noise_db + tilt * kBands.octave[b] -
                      released * noise_release_rate_[b];
}

void TrackVoice::read_levels(const Part& part) {
  mix_rows(false, bank_.count, target_db_);
  mix_rows(true, kNoiseBands, density_db_);
  float tail = 0, slow = 0;
  for (int i = 0; i < mix_.count; i++) tail += mix_.sources[i].weight * readers_[i].tail_db();
  if (readers_[0].sustaining()) slow = 0.4f * wander(hash64(seed_, 5), time_, 1.3) * part.value(ParameterId::kDrift);
  const float pressure = std::max(part.pressure(), pressure_) * part.value(ParameterId::kPressureDepth);
  shape_partials(part, gain_db_ - tail + slow + pressure);

  float loudest = -200;
  for (int k = 0; k < bank_.count; k++) loudest = std::max(loudest, target_db_[k]);
  float noisiest = -200;
  for (int b = 0; b < kNoiseBands; b++) noisiest = std::max(noisiest, density_db_[b]);
  // A density is spread over about a tenth of the spectrum where it is loudest.
  const float level = std::max(loudest, noisiest - 10);
  if (time_ > kLevelKnownSeconds) level_db_ = level;
  const bool may_end = time_ > kLevelKnownSeconds && (damping_ > 0 || readers_[0].past_end());
  const bool transient_over = transient_at_ >= int(mix_.sources[0].transient.size());
  if (may_end && transient_over && level < kSilenceDb) ending_ = true;
}

void TrackVoice::next_pitch(const Part& part, double seconds) {
  const float drift = part.value(ParameterId::kDrift);
  float moved = 0;
  for (int i = 0; i < mix_.count; i++) moved += mix_.sources[i].weight * readers_[i].contour();
  if (pitched_) {
    vibrato_phase_ += seconds * part.value(ParameterId::kVibratoRate);
    vibrato_phase_ -= std::floor(vibrato_phase_);
    moved *= drift;
    moved += 0.01f * part.value(ParameterId::kVibrato) * float(std::sin(2 * std::numbers::pi * vibrato_phase_));
    moved += 0.01f * kDriftCents * drift * wander(hash64(seed_, 6), time_, 0.9);
  }
  if (glide_left_ > 0) {
    glide_left_ = std::max(0.0, glide_left_ - seconds);
    moved += (glide_from_ - key_) * float(glide_left_ / glide_time_);
  }
  const float into = float(into_frame_) / float(context_->noise.hop);
  contour_from_ += (contour_to_ - contour_from_) * into;
  contour_to_ = moved;
  if (frame_ == 0) contour_from_ = glide_time_ > 0 ? glide_from_ - key_ : contour_to_;
  const bool moving = std::abs(contour_to_ - contour_from_) > kMovingPitch;
  tune_step_ = moving ? (context_->noise.hop + 3) / 4 : context_->noise.hop;
}

void TrackVoice::stretch(float cents_per_octave) {
  if (cents_per_octave == stretch_) return;
  stretch_ = cents_per_octave;
  for (int k = 0; k < bank_.count; k++)
    bank_.ratio[k] = ratio_[k] * std::exp2(cents_per_octave / 1200.0f * std::log2(ratio_[k]));
}

void TrackVoice::begin_frame(const Part& part) {
  const VoiceContext& c = *context_;
  if (ending_) {
    active_ = false;
    return;
  }
  // Levels and pitch are those of the frame's end; the one before was into_frame_ samples long.
  const double seconds = into_frame_ / c.rate;
  const double attack = part.value(ParameterId::kAttack);
  for (int i = 0; i < mix_.count; i++) readers_[i].advance(seconds, attack);
  time_ += seconds;
  released_s_ += damping_ * seconds;

  stretch(part.value(ParameterId::kStretch));
  read_levels(part);
  if (ending_) std::fill(target_db_, target_db_ + bank_.count, -200.0f);
  c.kernels->aim(bank_, target_db_, c.noise.hop);
  const float noisiest = *std::max_element(density_db_, density_db_ + kNoiseBands);
  if (!ending_ && noisiest > kSilenceDb)
    noise_.next(*c.kernels, c.noise, density_db_, hash64(seed_, 1000 + frame_), into_frame_);
  else
    noise_.next_silent(c.noise, into_frame_);
  next_pitch(part, seconds);
  into_frame_ = 0;
  frame_length_ = c.noise.hop;
  to_tune_ = 0;
  frame_++;
}

void TrackVoice::tune(const Part& part) {
  to_tune_ = std::min(tune_step_, frame_length_ - into_frame_);
  // The middle of the stretch that this tuning will sound.
  const float at = (float(into_frame_) + 0.5f * float(to_tune_)) / float(context_->noise.hop);
  contour_ = contour_from_ + (contour_to_ - contour_from_) * at;
  retune(part);
}

void TrackVoice::retune(const Part& part) {
  const double moved = part.pitch_offset() + contour_;
  const double hz = pitched_ ? hz_of_key(key_ + moved) : base_hz_ * std::exp2((moved + key_ - base_key_) / 12);
  context_->kernels->tune(bank_, float(hz / context_->rate), since_tune_);
  since_tune_ = 0;
}

// --- every sample ---

void TrackVoice::process(const Part& part, float* out, int n) {
  for (int done = 0; done < n && active_;) {
    if (into_frame_ == frame_length_) begin_frame(part);
    if (!active_) return;
    if (to_tune_ == 0) tune(part);
    const int m = std::min({n - done, frame_length_ - into_frame_, to_tune_});
    render(out + done, m);
    done += m;
  }
}

void TrackVoice::render(float* out, int n) {
  context_->kernels->sum(bank_, out, n);
  noise_.add(into_frame_, out, n);
  add_transient(out, n);
  apply_level(out, n);
  into_frame_ += n;
  to_tune_ -= n;
  since_tune_ += n;
}

void TrackVoice::add_transient(float* out, int n) {
  const auto transient = mix_.sources[0].transient;
  const int count = std::min(n, int(transient.size()) - transient_at_);
  for (int i = 0; i < count; i++) out[i] += transient_gain_ * transient[transient_at_ + i];
  if (count > 0) transient_at_ += count;
}

void TrackVoice::apply_level(float* out, int n) {
  if (!level_.steady() || level_.target() != 1.0f) {
    for (int i = 0; i < n; i++) out[i] *= level_.at(i);
    level_.advance(n);
  }
  if (fade_at_ < 0) return;
  const auto& fade = context_->fade;
  for (int i = 0; i < n; i++, fade_at_++) out[i] *= fade_at_ < int(fade.size()) ? fade[fade_at_] : 0.0f;
  if (fade_at_ >= int(fade.size())) active_ = false;
}

// --- events ---

void TrackVoice::damp(float damping) {
  if (one_shot_ || damping == damping_) return;
  const bool letting_go = damping_ == 0;
  damping_ = damping;
  // A release begins at its sample: cut the frame short and begin the next one here.
  if (letting_go && frame_ > 0) frame_length_ = into_frame_;
}

void TrackVoice::glide_to(float key, float glide_seconds, const Part& part) {
  const float sounding = key_ + (glide_left_ > 0 ? (glide_from_ - key_) * float(glide_left_ / glide_time_) : 0.0f);
  const float moved = sounding - key;
  if (glide_left_ > 0) contour_to_ -= (glide_from_ - key_) * float(glide_left_ / glide_time_);
  key_ = key;
  if (glide_seconds > 0) {
    glide_from_ = sounding;
    glide_time_ = glide_left_ = glide_seconds;
    contour_ += moved;
    contour_from_ += moved;
    contour_to_ += moved;
  } else {
    glide_left_ = 0;
    retune(part);
  }
}

void TrackVoice::set_key(float key, const Part& part) {
  key_ = key;
  glide_left_ = 0;
  retune(part);
}

void TrackVoice::set_gain(float db) {
  level_.move(amplitude_of_db(db), int(kSampleRampSeconds * context_->rate));
}

void TrackVoice::set_pan(float position) { pan_.move(position, int(kSampleRampSeconds * context_->rate)); }

void TrackVoice::fade_out() {
  if (fade_at_ < 0) fade_at_ = 0;
}

}  // namespace seaglass
