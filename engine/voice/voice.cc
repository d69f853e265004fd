#include "engine/voice/voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/dsp/decibels.h"
#include "engine/dsp/random.h"

namespace seaglass {
namespace {

constexpr float kVelocityRangeDb = 30.0f;      // from the softest to the loudest: 3 dB per tenth of velocity
constexpr float kPressureTilt = 2.0f;          // dB per octave at full pressure
constexpr float kSilenceDb = -106.0f;          // below: the note is over (its gain included)
constexpr float kMovingPitch = 0.01f;          // semitones a frame: above, the frame is tuned in four steps
constexpr float kNyquistKnee = 0.46f;          // cycles per sample, where partials begin to fade before half the rate
constexpr float kGripFrom = 8, kGripTo = 20;   // dB below its loudest: damping begins to lose a decaying note, has lost it
constexpr float kLeastGrip = 0.02f;
constexpr double kRingSeconds = 2.5;  // after a note was let go body and room are silent too, and the rest is damped
constexpr double kLevelKnownSeconds = 0.06;    // until then a note's level is guessed from its velocity

bool of_the_map(ParameterId id) { return id >= ParameterId::kX && id <= ParameterId::kDim12; }

}  // namespace

VoiceContext VoiceContext::make(const VoiceKernels& kernels, double rate) {
  VoiceContext context{.kernels = &kernels, .noise = NoisePlan::make(rate), .rate = rate, .fade = {}};
  const int fade = int(std::lround(kGhostSeconds * rate));
  for (int i = 0; i < fade; i++)
    context.fade.push_back(float(0.5 + 0.5 * std::cos(std::numbers::pi * (i + 1) / fade)));
  return context;
}

void Voice::prepare(const VoiceContext& context, Timbre& timbre) {
  context_ = &context;
  timbre_ = &timbre;
}

void Voice::start(const NoteStart& note, const Part& part) {
  seed_ = note.seed;
  key_ = base_key_ = note.key;
  glide_from_ = note.glide_from;
  glide_time_ = glide_left_ = note.glide_seconds;
  velocity_db_ = -kVelocityRangeDb * (1 - note.velocity);
  note_ = note;
  placing_ = part.placing();
  own_.clear();
  panned_ = false;
  strike(part);
  noise_.start();

  time_ = vibrato_phase_ = released_s_ = 0;
  damping_ = pressure_ = brightness_ = 0;
  grip_ = 1;
  let_go_s_ = 0;
  loudest_db_ = -200;
  fallen_db_ = 0;
  level_.jump(1);
  level_db_ = -20 + velocity_db_;
  frame_ = 0;
  frame_length_ = into_frame_ = context_->noise.hop;
  to_tune_ = tune_step_ = since_tune_ = 0;
  transient_at_ = 0;
  fade_at_ = -1;
  contour_ = contour_from_ = contour_to_ = 0;
  active_ = true;
  ending_ = false;
}

// What the note is made of, and what follows from it.
void Voice::strike(const Part& part) {
  timbre_->start(note_, {part, own_}, spectrum_);
  transient_gain_ = amplitude_of_db(spectrum_.transient_gain_db + velocity_db_);
  bank_ = {};
  bank_.count = spectrum_.partials;
  for (int k = 0; k < bank_.count; k++)
    bank_.phase[k] = std::uint32_t(std::int64_t(double(spectrum_.phase[k]) * 4294967296.0));
  tune_partials(0);
  const float middle = spectrum_.pitched ? (note_.key - 60) / 36 : 0;
  if (!panned_) pan_.jump(std::clamp(middle, -1.0f, 1.0f) * part.value(ParameterId::kWidth));
}

// --- once a frame ---

bool Voice::advance(const Part& part) {
  if (ending_) {
    active_ = false;
    return false;
  }
  // Levels and pitch are those of the frame's end; the one before was into_frame_ samples long.
  elapsed_ = into_frame_ / context_->rate;
  time_ += elapsed_;
  if (damping_ > 0) let_go_s_ += elapsed_;
  released_s_ += (let_go_s_ < kRingSeconds ? grip_ : 1.0f) * damping_ * elapsed_;
  glide_left_ = std::max(0.0, glide_left_ - elapsed_);
  const double key = key_ + (glide_from_ - key_) * glide_rest() + part.pitch_offset();
  timbre_->advance({.elapsed = elapsed_, .hop = context_->noise.hop / context_->rate, .key = key},
                   {part, own_});
  return true;
}

void Voice::begin_frame(const Part& channel) {
  const VoiceContext& c = *context_;
  const NotePart part(channel, own_);
  const bool changed = timbre_->read(part, spectrum_, levels_);
  const float stretch = part.value(ParameterId::kStretch);
  if (changed || stretch != stretch_) tune_partials(stretch);
  read_levels(part);
  if (ending_) std::fill(levels_.partial_db, levels_.partial_db + bank_.count, -200.0f);
  c.kernels->aim(bank_, levels_.partial_db, c.noise.hop);
  const float noisiest = *std::max_element(levels_.noise_db, levels_.noise_db + kNoiseBands);
  if (!ending_ && noisiest > kSilenceDb)
    noise_.next(*c.kernels, c.noise, levels_.noise_db, hash64(seed_, 1000 + frame_), into_frame_);
  else
    noise_.next_silent(c.noise, into_frame_);
  next_pitch(part);
  into_frame_ = 0;
  frame_length_ = c.noise.hop;
  to_tune_ = 0;
  frame_++;
}

void Voice::shape(const NotePart& part, float level_db) {
  const float tilt = part.value(ParameterId::kBrightness) + brightness_ + spectrum_.tilt +
                     kPressureTilt * std::max(part.pressure(), pressure_);
  const float released = float(released_s_) / part.value(ParameterId::kRelease);
  const float odd = 0.5f * part.value(ParameterId::kOddEven);
  const float cycles = float((spectrum_.pitched ? hz_of_key(key_) : spectrum_.hz) / context_->rate);
  for (int k = 0; k < bank_.count; k++) {
    const float over = std::max(0.0f, bank_.ratio[k] * cycles - kNyquistKnee);
    levels_.partial_db[k] += level_db + tilt * spectrum_.octave[k] - released * spectrum_.release_rate[k] +
                             ((k & 1) != 0 ? -odd : odd) - 3000.0f * over;
  }
  const float noise_db = level_db + part.value(ParameterId::kNoise);
  for (int b = 0; b < kNoiseBands; b++)
    levels_.noise_db[b] +=
        noise_db + tilt * kNoiseOctaves.octave[b] - released * spectrum_.noise_release_rate[b];
}

void Voice::read_levels(const NotePart& part) {
  const float pressure = std::max(part.pressure(), pressure_) * part.value(ParameterId::kPressureDepth);
  shape(part, velocity_db_ + pressure);

  float loudest = -200;
  for (int k = 0; k < bank_.count; k++) loudest = std::max(loudest, levels_.partial_db[k]);
  float noisiest = -200;
  for (int b = 0; b < kNoiseBands; b++) noisiest = std::max(noisiest, levels_.noise_db[b]);
  // A density is spread over about a tenth of the spectrum where it is loudest.
  const float level = std::max(loudest, noisiest - 10);
  if (time_ > kLevelKnownSeconds) level_db_ = level;
  if (damping_ == 0) {
    const float own = level - pressure;  // what the player takes back has not decayed
    loudest_db_ = std::max(loudest_db_, own);
    fallen_db_ = loudest_db_ - own;
  }
  const bool may_end = time_ > kLevelKnownSeconds && (damping_ > 0 || timbre_->past_end());
  const bool transient_over = transient_at_ >= int(spectrum_.transient.size());
  if (may_end && transient_over && level < kSilenceDb) ending_ = true;
}

void Voice::next_pitch(const NotePart& part) {
  float moved = levels_.semitones;
  if (spectrum_.pitched) {
    vibrato_phase_ += elapsed_ * part.value(ParameterId::kVibratoRate);
    vibrato_phase_ -= std::floor(vibrato_phase_);
    moved += 0.01f * part.value(ParameterId::kVibrato) * float(std::sin(2 * std::numbers::pi * vibrato_phase_));
  }
  moved += (glide_from_ - key_) * float(glide_rest());
  const float into = float(into_frame_) / float(context_->noise.hop);
  contour_from_ += (contour_to_ - contour_from_) * into;
  contour_to_ = moved;
  if (frame_ == 0) contour_from_ = glide_time_ > 0 ? glide_from_ - key_ : contour_to_;
  const bool moving = std::abs(contour_to_ - contour_from_) > kMovingPitch;
  tune_step_ = moving ? (context_->noise.hop + 3) / 4 : context_->noise.hop;
}

void Voice::tune_partials(float cents_per_octave) {
  stretch_ = cents_per_octave;
  for (int k = 0; k < bank_.count; k++) {
    const float ratio = spectrum_.ratio[k];
    bank_.ratio[k] = stretch_ == 0 ? ratio : ratio * std::exp2(stretch_ / 1200.0f * std::log2(ratio));
  }
}

void Voice::tune(const Part& part) {
  to_tune_ = std::min(tune_step_, frame_length_ - into_frame_);
  // The middle of the stretch that this tuning will sound.
  const float at = (float(into_frame_) + 0.5f * float(to_tune_)) / float(context_->noise.hop);
  contour_ = contour_from_ + (contour_to_ - contour_from_) * at;
  retune(part);
}

void Voice::retune(const Part& part) {
  const double moved = part.pitch_offset() + contour_;
  const double hz = spectrum_.pitched ? hz_of_key(key_ + moved)
                                      : spectrum_.hz * std::exp2((moved + key_ - base_key_) / 12);
  context_->kernels->tune(bank_, float(hz / context_->rate), since_tune_);
  since_tune_ = 0;
}

// --- every sample ---

int Voice::render(const Part& part, float* out, int n) {
  int done = 0;
  while (done < n && active_ && into_frame_ < frame_length_) {
    if (to_tune_ == 0) tune(part);
    const int m = std::min({n - done, frame_length_ - into_frame_, to_tune_});
    context_->kernels->sum(bank_, out + done, m);
    noise_.add(into_frame_, out + done, m);
    add_transient(out + done, m);
    apply_level(out + done, m);
    into_frame_ += m;
    to_tune_ -= m;
    since_tune_ += m;
    done += m;
  }
  return done;
}

void Voice::add_transient(float* out, int n) {
  const auto transient = spectrum_.transient;
  const int count = std::min(n, int(transient.size()) - transient_at_);
  for (int i = 0; i < count; i++) out[i] += transient_gain_ * transient[transient_at_ + i];
  if (count > 0) transient_at_ += count;
}

void Voice::apply_level(float* out, int n) {
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

void Voice::damp(float damping) {
  if (spectrum_.one_shot || damping == damping_) return;
  const bool letting_go = damping_ == 0;
  damping_ = damping;
  if (letting_go) grip_ = grip(), let_go_s_ = 0;
  // A release begins at its sample: cut the frame short and begin the next one here.
  if (letting_go && frame_ > 0) frame_length_ = into_frame_;
}

// What still sounds of a struck or plucked note that has rung for long is the body and the room more than the string:
// the hand that lets go of it stops less and less.
float Voice::grip() const {
  if (spectrum_.sustained) return 1;
  return 1 - (1 - kLeastGrip) * std::clamp((fallen_db_ - kGripFrom) / (kGripTo - kGripFrom), 0.0f, 1.0f);
}

void Voice::glide_to(float key, float glide_seconds, const Part& part) {
  const float gliding = (glide_from_ - key_) * float(glide_rest());
  const float sounding = key_ + gliding, moved = sounding - key;
  contour_to_ -= gliding;
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

void Voice::set_key(float key, const Part& part) {
  key_ = key;
  glide_left_ = 0;
  retune(part);
}

void Voice::set_gain(float db, bool at_onset) {
  if (at_onset && !begun())
    level_.jump(amplitude_of_db(db));
  else
    level_.move(amplitude_of_db(db), int(kStepSeconds * context_->rate));
}

void Voice::set_pan(float position, bool at_onset) {
  panned_ = true;
  if (at_onset && !begun())
    pan_.jump(position);
  else
    pan_.move(position, int(kStepSeconds * context_->rate));
}

void Voice::set_own(ParameterId id, float value, bool at_onset, const Part& part) {
  own_.set(id, value);
  // Where it stands on the map decides what the note is made of: it is struck again, as by a part that stands there.
  if (at_onset && !begun() && of_the_map(id) && part.placing() == placing_) strike(part);
}

void Voice::fade_out() {
  if (fade_at_ < 0) fade_at_ = 0;
}

}  // namespace seaglass
