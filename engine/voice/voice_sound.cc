#include "engine/voice/voice_sound.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/dsp/decibels.h"
#include "engine/voice/timbre.h"

namespace seaglass {
namespace {

constexpr float kSilenceDb = -106.0f;          // below: the note is over (its gain included)
constexpr float kMovingPitch = 0.01f;          // semitones a frame: above, the frame is tuned in four steps
constexpr float kNyquistKnee = 0.46f;          // cycles per sample, where partials begin to fade before half the rate
constexpr float kNyquistFade = 3000.0f;        // dB per cycle per sample
constexpr float kGripFrom = 8, kGripTo = 20;   // dB below its loudest: damping begins to lose a decaying note, has lost it
constexpr float kLeastGrip = 0.02f;
constexpr double kRingSeconds = 2.5;  // after a note was let go body and room are silent too, and the rest is damped

}  // namespace

VoiceContext VoiceContext::make(const VoiceKernels& kernels, double rate) {
  VoiceContext context{.kernels = &kernels, .noise = NoisePlan::make(rate), .rate = rate, .fade = {}};
  const int fade = int(std::lround(kGhostSeconds * rate));
  for (int i = 0; i < fade; i++)
    context.fade.push_back(float(0.5 + 0.5 * std::cos(std::numbers::pi * (i + 1) / fade)));
  return context;
}

void VoiceSound::begin(const RunOrder& run, const OrderView& orders, const float* answers, int answer_stride) {
  const FrameOrder* const next = run.frame >= 0 ? &orders.frame[run.frame] : nullptr;
  const bool struck = next != nullptr && next->strike >= 0 && strike(orders.strike[next->strike]);
  if (run.change >= 0) change(orders.change[run.change]);
  if (next != nullptr && !over_) frame(*next, struck, orders, answers, answer_stride);
}

bool VoiceSound::strike(const StrikeOrder& order) {
  if (order.resumes && told_ && order.note == note_) return false;
  note_ = order.note;
  told_ = true;
  pitched_ = order.pitched;
  sustained_ = order.sustained;
  base_key_ = order.base_key;
  transient_ = order.transient;
  transient_count_ = order.transient_count;
  transient_gain_ = order.transient_gain;
  bank_ = {};
  bank_.count = order.partials;
  for (int k = 0; k < bank_.count; k++)
    bank_.phase[k] = std::uint32_t(std::int64_t(double(order.phase[k]) * 4294967296.0));
  noise_.start();
  neural_.start();
  released_s_ = order.past.released_s;
  let_go_s_ = order.past.let_go_s;
  damping_ = 0;
  grip_ = order.past.grip;
  loudest_db_ = order.past.loudest_db;
  fallen_db_ = order.past.fallen_db;
  contour_ = contour_from_ = contour_to_ = order.past.contour;
  level_db_ = order.level_db;
  into_frame_ = context_->noise.hop;
  to_tune_ = tune_step_ = since_tune_ = 0;
  transient_at_ = 0;
  fade_at_ = -1;
  ending_ = over_ = false;
  return true;
}

VoiceLook VoiceSound::look() const {
  return {.level_db = level_db_, .over = over_, .grip = grip_, .loudest_db = loudest_db_, .fallen_db = fallen_db_,
          .contour = contour_, .released_s = released_s_, .let_go_s = let_go_s_};
}

void VoiceSound::change(const ChangeOrder& order) {
  key_ = order.key;
  offset_ = order.offset;
  contour_ += order.contour;
  contour_from_ += order.contour_from;
  contour_to_ += order.contour_to;
  level_ = order.level;
  pan_ = order.pan;
  fade_at_ = order.fade_at;
  if (order.retune) tune();
}

// --- once a frame ---

void VoiceSound::frame(const FrameOrder& order, bool struck, const OrderView& orders, const float* answers, int answer_stride) {
  if (ending_) {
    over_ = true;
    return;
  }
  const VoiceContext& c = *context_;
  release(order);
  if (order.table >= 0) {
    table_ = orders.table[order.table];
    std::copy_n(table_.ratio, bank_.count, bank_.ratio);
  }
  if (order.given >= 0) {
    levels_ = orders.given[order.given];
  } else {
    const NeuralOrder& neural = orders.neural[order.neural];
    const float* const answer = neural.question >= 0 ? answers + std::ptrdiff_t(neural.question) * answer_stride : nullptr;
    const BeatTable* const beats = neural.beat_table >= 0 ? &orders.beat[neural.beat_table] : nullptr;
    neural_.next(neural, answer, table_.ratio_octave, beats, struck, *library_, *c.kernels, levels_);
  }
  shape(order);
  judge(order);
  if (ending_) std::fill(levels_.partial_db, levels_.partial_db + bank_.count, -200.0f);
  c.kernels->aim(bank_, levels_.partial_db, c.noise.hop);
  const float noisiest = *std::max_element(levels_.noise_db, levels_.noise_db + kNoiseBands);
  if (!ending_ && noisiest > kSilenceDb)
    noise_.next(*c.kernels, c.noise, levels_.noise_db, order.noise_key, into_frame_);
  else
    noise_.next_silent(c.noise, into_frame_);
  next_pitch(order);
  into_frame_ = 0;
  to_tune_ = 0;
}

void VoiceSound::release(const FrameOrder& order) {
  const double elapsed = order.elapsed / context_->rate;
  if (order.let_go) {
    grip_ = grip();
    let_go_s_ = 0;
  }
  damping_ = order.damping;
  if (damping_ > 0) let_go_s_ += elapsed;
  released_s_ += (let_go_s_ < kRingSeconds ? grip_ : 1.0f) * damping_ * elapsed;
}

// What still sounds of a struck or plucked note that has rung for long is the body and the room more than the string:
// the hand that lets go of it stops less and less.
float VoiceSound::grip() const {
  if (sustained_) return 1;
  return 1 - (1 - kLeastGrip) * std::clamp((fallen_db_ - kGripFrom) / (kGripTo - kGripFrom), 0.0f, 1.0f);
}

void VoiceSound::shape(const FrameOrder& order) {
  const float tilt = order.tilt, level_db = order.level_db, odd = order.odd_db, cycles = order.cycles;
  const float released = float(released_s_) / order.release;
  for (int k = 0; k < bank_.count; k++) {
    const float over = std::max(0.0f, bank_.ratio[k] * cycles - kNyquistKnee);
    levels_.partial_db[k] += level_db + tilt * table_.octave[k] - released * table_.release_rate[k] +
                             ((k & 1) != 0 ? -odd : odd) - kNyquistFade * over;
  }
  const float noise_db = level_db + order.noise_db;
  for (int b = 0; b < kNoiseBands; b++)
    levels_.noise_db[b] += noise_db + tilt * kNoiseOctaves.octave[b] - released * table_.noise_release_rate[b];
}

// How loud it is, how far it has fallen, and whether that is the end.
void VoiceSound::judge(const FrameOrder& order) {
  float loudest = -200;
  for (int k = 0; k < bank_.count; k++) loudest = std::max(loudest, levels_.partial_db[k]);
  float noisiest = -200;
  for (int b = 0; b < kNoiseBands; b++) noisiest = std::max(noisiest, levels_.noise_db[b]);
  // A density is spread over about a tenth of the spectrum where it is loudest.
  const float level = std::max(loudest, noisiest - 10);
  if (order.level_known) level_db_ = level;
  if (damping_ == 0) {
    const float own = level - order.pressure_db;  // what the player takes back has not decayed
    loudest_db_ = std::max(loudest_db_, own);
    fallen_db_ = loudest_db_ - own;
  }
  if (order.may_end && transient_at_ >= transient_count_ && level < kSilenceDb) ending_ = true;
}

void VoiceSound::next_pitch(const FrameOrder& order) {
  const float into = float(into_frame_) / float(context_->noise.hop);
  contour_from_ += (contour_to_ - contour_from_) * into;
  contour_to_ = levels_.semitones + order.vibrato + order.glide;
  if (order.first) contour_from_ = order.glides ? order.glide_from : contour_to_;
  const bool moving = std::abs(contour_to_ - contour_from_) > kMovingPitch;
  tune_step_ = moving ? (context_->noise.hop + 3) / 4 : context_->noise.hop;
}

void VoiceSound::tune_stretch() {
  const int hop = context_->noise.hop;
  to_tune_ = std::min(tune_step_, hop - into_frame_);
  // The middle of the stretch that this tuning will sound.
  const float at = (float(into_frame_) + 0.5f * float(to_tune_)) / float(hop);
  contour_ = contour_from_ + (contour_to_ - contour_from_) * at;
  tune();
}

void VoiceSound::tune() {
  const double moved = offset_ + contour_;
  const double hz = pitched_ ? hz_of_key(key_ + moved) : table_.hz * std::exp2((moved + key_ - base_key_) / 12);
  context_->kernels->tune(bank_, float(hz / context_->rate), since_tune_);
  since_tune_ = 0;
}

// --- every sample ---

void VoiceSound::render(float* out, int n) {
  for (int done = 0; done < n && !over_;) {
    if (to_tune_ == 0) tune_stretch();
    const int m = std::min(n - done, to_tune_);
    context_->kernels->sum(bank_, out + done, m);
    noise_.add(into_frame_, out + done, m);
    add_transient(out + done, m);
    apply_level(out + done, m);
    into_frame_ += m;
    to_tune_ -= m;
    since_tune_ += m;
    done += m;
  }
}

void VoiceSound::add_transient(float* out, int n) {
  const int count = std::min(n, transient_count_ - transient_at_);
  for (int i = 0; i < count; i++) out[i] += transient_gain_ * transient_[transient_at_ + i];
  if (count > 0) transient_at_ += count;
}

void VoiceSound::apply_level(float* out, int n) {
  if (!level_.steady() || level_.target() != 1.0f) {
    for (int i = 0; i < n; i++) out[i] *= level_.at(i);
    level_.advance(n);
  }
  if (fade_at_ < 0) return;
  const auto& fade = context_->fade;
  for (int i = 0; i < n; i++, fade_at_++) out[i] *= fade_at_ < int(fade.size()) ? fade[std::size_t(fade_at_)] : 0.0f;
  if (fade_at_ >= int(fade.size())) over_ = true;
}

}  // namespace seaglass
