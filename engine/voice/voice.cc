#include "engine/voice/voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/dsp/decibels.h"
#include "engine/dsp/random.h"
#include "engine/voice/noise_plan.h"

namespace seaglass {
namespace {

constexpr float kVelocityRangeDb = 30.0f;    // from the softest to the loudest: 3 dB per tenth of velocity
constexpr float kUnknownLevelDb = -20;       // of a note at full velocity, until its level is known
constexpr float kPressureTilt = 2.0f;        // dB per octave at full pressure
constexpr double kLevelKnownSeconds = 0.06;  // until then a note's level is guessed from its velocity

constexpr std::uint64_t kOfPhase = 100, kOfTransient = 99;  // what chances of a member are for

bool of_the_map(ParameterId id) { return id >= ParameterId::kX && id <= ParameterId::kDim12; }

}  // namespace

VoiceTime VoiceTime::at(double rate) {
  return {.rate = rate, .frame = frame_samples(rate), .fade = int(std::lround(kGhostSeconds * rate))};
}

void Voice::prepare(const VoiceTime& times, Timbre& timbre) {
  times_ = &times;
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
  cloud_.start(note.cloud, note.seed);
  wait_ = note.wait;
  own_.clear();
  panned_ = false;
  level_.jump(cloud_.level());
  strike(part);

  time_ = vibrato_phase_ = 0;
  damping_ = pressure_ = brightness_ = 0;
  level_db_ = kUnknownLevelDb + velocity_db_;
  frame_ = 0;
  frame_length_ = into_frame_ = times_->frame;
  fade_at_ = -1;
  active_ = true;
  let_go_ = retuned_ = looked_ = resumes_ = false;
  past_ = {};
  contour_ = contour_from_ = contour_to_ = 0;
}

// What the note is made of, and what follows from it.
void Voice::strike(const Part& part) {
  timbre_->start(note_, {part, own_}, spectrum_);
  width_ = part.value(ParameterId::kWidth);
  const float middle = spectrum_.pitched ? (note_.key - 60) / 36 : 0;
  if (!panned_) pan_.jump(std::clamp((std::clamp(middle, -1.0f, 1.0f) + cloud_.place().pan) * width_, -1.0f, 1.0f));
  // Recordings of one note have their phases in common: members that began together would add up to one loud voice.
  if (cloud_.wanders())
    for (int k = 0; k < spectrum_.partials; k++) spectrum_.phase[k] = unit_random(hash64(seed_, kOfPhase + std::uint64_t(k)));
  struck_ = changed_ = true;
}

// --- orders ---

void Voice::order(int number, const Part& part, int part_number, int n, int look_at, OrderList& orders) {
  int done = std::min(wait_, n);
  wait_ -= done;
  while (done < n && active_) {
    RunOrder& run = orders.run(number);
    run.part = std::uint8_t(part_number);
    run.at = std::int16_t(orders.count() + done);
    if (into_frame_ == frame_length_) begin_frame(part, run, orders);
    if (changed_) order_change(part, run, orders);
    int m = std::min(n - done, frame_length_ - into_frame_);
    if (fade_at_ >= 0) m = std::min(m, times_->fade - fade_at_);
    if (done < look_at) m = std::min(m, look_at - done);
    run.count = std::int16_t(m);
    into_frame_ += m;
    done += m;
    run.look = done == look_at;
    looked_ = looked_ || run.look;
    level_.advance(m);
    pan_.advance(m);
    if (fade_at_ >= 0) fade_at_ += m;
    if (fade_at_ >= times_->fade) active_ = false;
  }
}

void Voice::begin_frame(const Part& channel, RunOrder& run, OrderList& orders) {
  const NotePart part(channel, own_);
  FrameOrder& frame = orders.frame(run);
  // Levels and pitch are those of the frame's end; the one before was into_frame_ samples long.
  frame.elapsed = into_frame_;
  const double elapsed = into_frame_ / times_->rate;
  time_ += elapsed;
  glide_left_ = std::max(0.0, glide_left_ - elapsed);
  cloud_.advance(elapsed, part);
  const double key = key_ + (glide_from_ - key_) * glide_rest() + part.pitch_offset() + cloud_.goal();
  timbre_->advance({.elapsed = elapsed, .hop = times_->frame / times_->rate, .key = key, .cloud = &cloud_}, part);
  const bool spectrum_changed = timbre_->order(part, spectrum_, frame, orders);
  const float stretch = part.value(ParameterId::kStretch);
  if (struck_) order_strike(frame, orders);
  if (struck_ || spectrum_changed || stretch != stretch_) {
    stretch_ = stretch;
    order_table(frame, orders);
  }
  frame.first = frame_ == 0;
  frame.glides = frame.first && glide_time_ > 0;
  frame.glide_from = glide_from_ - key_;

  const float pressed = std::max(part.pressure(), pressure_);
  frame.pressure_db = pressed * part.value(ParameterId::kPressureDepth);
  frame.level_db = velocity_db_ + frame.pressure_db;
  frame.noise_db = part.value(ParameterId::kNoise);
  frame.tilt = part.value(ParameterId::kBrightness) + brightness_ + spectrum_.tilt + kPressureTilt * pressed + cloud_.tilt();
  frame.odd_db = 0.5f * part.value(ParameterId::kOddEven);
  frame.release = part.value(ParameterId::kRelease);
  frame.cycles = float((spectrum_.pitched ? hz_of_key(key_ + cloud_.goal()) : spectrum_.hz) / times_->rate);
  frame.damping = damping_;
  frame.let_go = let_go_;
  frame.level_known = time_ > kLevelKnownSeconds;
  frame.may_end = frame.level_known && (damping_ > 0 || timbre_->past_end());
  frame.noise_key = hash64(seed_, 1000 + std::uint64_t(frame_));
  frame.vibrato = (spectrum_.pitched ? vibrato(part, elapsed) : 0) + cloud_.semitones();
  frame.glide = (glide_from_ - key_) * float(glide_rest());

  let_go_ = struck_ = resumes_ = false;
  into_frame_ = 0;
  frame_length_ = times_->frame;
  frame_++;
}

void Voice::order_strike(FrameOrder& frame, OrderList& orders) {
  StrikeOrder& strike = orders.strike(frame);
  std::copy_n(spectrum_.phase, kMaxPartials, strike.phase);
  strike.partials = spectrum_.partials;
  strike.pitched = spectrum_.pitched;
  strike.sustained = spectrum_.sustained;
  strike.base_key = base_key_;
  strike.note = seed_;
  strike.resumes = resumes_;
  strike.past = past_;
  strike.level_db = level_db_;
  strike.transient = spectrum_.transient.data();
  strike.transient_count = resumes_ ? 0 : int(spectrum_.transient.size());  // an onset is not repeated
  strike.transient_gain = amplitude_of_db(spectrum_.transient_gain_db + velocity_db_);
  if (cloud_.wanders() && (hash64(seed_, kOfTransient) & 1) != 0) strike.transient_gain = -strike.transient_gain;  // as with phases
}

void Voice::order_table(FrameOrder& frame, OrderList& orders) {
  PartialTable& table = orders.table(frame);
  for (int k = 0; k < spectrum_.partials; k++) {
    const float ratio = spectrum_.ratio[k];
    table.ratio[k] = stretch_ == 0 ? ratio : ratio * std::exp2(stretch_ / 1200.0f * std::log2(ratio));
  }
  table.hz = spectrum_.hz;
  std::copy_n(spectrum_.octave, kMaxPartials, table.octave);
  std::copy_n(spectrum_.ratio_octave, kMaxPartials, table.ratio_octave);
  std::copy_n(spectrum_.release_rate, kMaxPartials, table.release_rate);
  std::copy_n(spectrum_.noise_release_rate, kNoiseBands, table.noise_release_rate);
}

float Voice::vibrato(const NotePart& part, double elapsed) {
  vibrato_phase_ += elapsed * part.value(ParameterId::kVibratoRate);
  vibrato_phase_ -= std::floor(vibrato_phase_);
  return 0.01f * part.value(ParameterId::kVibrato) * float(std::sin(2 * std::numbers::pi * vibrato_phase_));
}

void Voice::order_change(const Part& part, RunOrder& run, OrderList& orders) {
  ChangeOrder& change = orders.change(run);
  change.key = key_;
  change.offset = part.pitch_offset();
  change.retune = retuned_;
  change.contour = contour_;
  change.contour_from = contour_from_;
  change.contour_to = contour_to_;
  change.level = level_;
  change.pan = pan_;
  change.fade_at = fade_at_;
  changed_ = retuned_ = false;
  contour_ = contour_from_ = contour_to_ = 0;
}

void Voice::see(const VoiceLook& look) {
  if (!looked_) return;  // another note was, or none
  past_ = look;
  level_db_ = look.level_db;
  if (look.over) active_ = false;
}

// --- events ---

void Voice::damp(float damping) {
  if (spectrum_.one_shot || damping == damping_) return;
  if (waits()) {
    active_ = false;
    return;
  }
  const bool letting_go = damping_ == 0;
  damping_ = damping;
  if (!letting_go) return;
  let_go_ = true;
  // A release begins at its sample: cut the frame short and begin the next one here.
  if (frame_ > 0) frame_length_ = into_frame_;
}

void Voice::glide_to(float key, float glide_seconds) {
  if (waits()) {
    set_key(key);
    return;
  }
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
    changed_ = true;
  } else {
    glide_left_ = 0;
    retune();
  }
}

void Voice::set_key(float key) {
  key_ = key;
  glide_left_ = 0;
  retune();
}

void Voice::set_gain(float db, bool at_onset) {
  const float level = amplitude_of_db(db) * cloud_.level();
  if ((at_onset && !begun()) || waits())
    level_.jump(level);
  else
    level_.move(level, int(kStepSeconds * times_->rate));
  changed_ = true;
}

void Voice::thin_out(int members) {
  const float before = cloud_.level();
  cloud_.thin_out(members);
  const float level = level_.target() * cloud_.level() / before;
  if (begun())
    level_.move(level, int(kStepSeconds * times_->rate));
  else
    level_.jump(level);
  changed_ = true;
}

void Voice::set_pan(float position, bool at_onset) {
  panned_ = true;
  position = std::clamp(position + cloud_.place().pan * width_, -1.0f, 1.0f);
  if ((at_onset && !begun()) || waits())
    pan_.jump(position);
  else
    pan_.move(position, int(kStepSeconds * times_->rate));
  changed_ = true;
}

void Voice::set_own(ParameterId id, float value, bool at_onset, const Part& part) {
  own_.set(id, value);
  // Where it stands on the map decides what the note is made of: it is struck again, as by a part that stands there.
  if (at_onset && !begun() && of_the_map(id) && part.placing() == placing_) strike(part);
}

void Voice::resume() {
  if (!active_ || !begun() || fading()) return;  // what has not begun is told all anyway; what fades is left behind
  struck_ = resumes_ = changed_ = true;
  if (damping_ > 0 && past_.let_go_s == 0) let_go_ = true;  // it was let go after it was last looked at
  frame_length_ = into_frame_;
  timbre_->resume();
}

void Voice::fade_out() {
  if (fade_at_ >= 0) return;
  if (waits()) active_ = false;
  fade_at_ = 0;
  changed_ = true;
}

}  // namespace seaglass
