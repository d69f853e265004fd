#include "engine/voice/neural_timbre.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/dsp/decibels.h"
#include "engine/dsp/random.h"

namespace seaglass {
namespace {

constexpr int kOnsetFrames = 24;       // 64 ms
constexpr int kStride = kQuestionFrames;  // from question to question afterwards
constexpr int kSoonest = 4;            // frames until a moved position or pitch may ask again
constexpr int kMoveStride = 4;
constexpr double kMovedKey = 0.5;      // semitones
constexpr double kLowestKey = -24, kHighestKey = 160;
constexpr float kLeastTail = 10;       // dB per second, so that every decaying note ends
constexpr float kDecayTimes[] = {0.004f, 0.012f, 0.035f, 0.1f, 0.3f, 0.9f, 2.7f, 8.0f};  // s, inputs of the network
constexpr float kLogTime = 0.01f, kLogRange = 6;

// Bounded, and a number whatever x is.
float bounded(float x, float low, float high) { return x > low ? std::min(x, high) : low; }

}  // namespace

// --- the mix ---

NeuralTimbre::Setting NeuralTimbre::setting_of(const NotePart& part) const {
  Setting setting = setting_;
  // A note keeps the position that it had when its part went to another place, and follows what it is told itself.
  const auto follows = [&, here = part.placing() == placing_](ParameterId id) { return here || part.owns(id); };
  TimbrePosition& at = setting.position;
  if (follows(ParameterId::kX)) at.x = part.value(ParameterId::kX);
  if (follows(ParameterId::kY)) at.y = part.value(ParameterId::kY);
  if (follows(ParameterId::kMorph)) at.morph = part.value(ParameterId::kMorph);
  if (follows(ParameterId::kMorphTo)) at.morph_to = int(part.value(ParameterId::kMorphTo));
  for (int d = 0; d < kTimbreDims; d++)
    setting.offset[std::size_t(d)] = part.value(ParameterId(int(ParameterId::kDim1) + d));
  return setting;
}

void NeuralTimbre::blend() {
  mix_ = library_->select(setting_.position, home_, float(struck_));
  place_ = setting_.offset;
  release_ = {};
  std::fill_n(cents_, kMaxPartials, 0.0f);
  limit_s_ = 0;
  float octave = 0, key = 0, unpitched = 0;
  for (const auto& [point, weight] : mix_.all()) {
    const Place& place = library_->place(*point);
    for (int d = 0; d < kTimbreDims; d++) place_[std::size_t(d)] += weight * point->position[std::size_t(d)];
    for (int i = 0; i < 2; i++) release_[std::size_t(i)] += weight * place.release_db_per_s[std::size_t(i)];
    for (int k = 0; k < kMaxPartials; k++) cents_[k] += weight * point->cents[std::size_t(k)];
    limit_s_ += weight * point->limit_s;
    if (place.pitched) continue;
    octave += weight * std::log2(point->hz);
    key += weight * float(point->key);
    unpitched += weight;
  }
  if (unpitched > 0) {
    hz_ = std::exp2(octave / unpitched);
    own_key_ = key / unpitched;
  }
  movement_.set_mix(mix_);
  blended_ = true;
}

// What follows from the mix at a pitch. `key` is the key struck with all that bends it.
void NeuralTimbre::pitch(double key) {
  const double moved = key - struck_;
  key_ = std::clamp(pitched_ ? key : own_key_ + moved, kLowestKey, kHighestKey);
  if (!(key_ >= kLowestKey)) key_ = kLowestKey;
  CurvePoint curve{};
  shade_ = {};
  for (const auto& [point, weight] : mix_.all()) {
    add_shade(*point, float(key_), weight, shade_);
    const CurvePoint own = curve_at(*point, float(key_));
    curve.log_b += weight * own.log_b;
    curve.gain_db += weight * own.gain_db;
    if (!library_->place(*point).sustained) curve.tail_db_per_s += weight * std::max(own.tail_db_per_s, kLeastTail);
  }
  gain_db_ = curve.gain_db;
  tail_db_per_s_ = curve.tail_db_per_s;
  const double hz = pitched_ ? hz_of_key(key_) : hz_ * std::exp2(std::clamp(moved, -60.0, 60.0) / 12);
  base_octave_ = float(std::log2(hz / 1000));
  kernels_->string_ratios(cents_, std::exp(curve.log_b), ratio_, octave_, kMaxPartials);
  blended_ = true;
}

// --- onset ---

void NeuralTimbre::start(const NoteStart& note, const NotePart& part, Spectrum& spectrum) {
  seed_ = note.seed;
  velocity_ = bounded(note.velocity, 0, 1);
  struck_ = note.key;
  home_ = part.place();
  placing_ = part.placing();
  setting_ = setting_of(part);
  const double sounding = struck_ + part.pitch_offset();
  movement_.start(*library_, float(sounding), velocity_, hash64(seed_, 2));
  blend();
  float pitched = 0, heaviest = 0;
  for (const auto& [point, weight] : mix_.all()) {
    const Place& place = library_->place(*point);
    pitched += place.pitched ? weight : 0;
    if (weight <= heaviest) continue;
    heaviest = weight;
    spectrum.one_shot = place.one_shot;
    spectrum.sustained = place.sustained;
  }
  pitched_ = pitched >= 0.5f;
  pitch(sounding);

  spectrum.pitched = pitched_;
  spectrum.partials = kMaxPartials;
  for (int k = 0; k < kMaxPartials; k++) {
    spectrum.phase[k] = unit_random(hash64(seed_, 100 + std::uint64_t(k)));
    spectrum.ratio[k] = ratio_[k];
  }
  spectrum.hz = hz_;
  spectrum.tilt = 0;
  spectrum.transient = {};
  spectrum.transient_gain_db = 0;
  time_ = own_time_ = 0;
  frame_ = -1;
  asked_ = moved_ = 0;
  stride_ = move_stride_ = 0;
  asks_ = anew_ = false;
}

// --- once a frame ---

double NeuralTimbre::ahead(int frames) const {
  const double seconds = frames * hop_;
  return own_time_ + (own_time_ < kAttackSeconds ? seconds / attack_ : seconds);
}

void NeuralTimbre::advance(const Moment& moment, const NotePart& part) {
  hop_ = moment.hop;
  attack_ = part.value(ParameterId::kAttack);
  time_ += moment.elapsed;
  own_time_ += own_time_ < kAttackSeconds ? moment.elapsed / attack_ : moment.elapsed;
  frame_++;
  const Setting setting = setting_of(part);
  const double told = pitched_ ? key_ : key_ - own_key_ + struck_;
  const bool moved = setting != setting_ || std::abs(moment.key - told) > kMovedKey;
  const bool early = moved && asked_ < stride_ && asked_ >= kSoonest;
  asks_ = asked_ >= stride_ || early || anew_;
  if (asks_) {
    const int spread = int(seed_ % kStride);
    stride_ = frame_ < kOnsetFrames || anew_ ? 1 : early ? kSoonest : kStride - (frame_ + spread) % kStride;
    asked_ = 0;
    goal_s_ = ahead(stride_ - 1);
    const bool mixed = setting != setting_;
    setting_ = setting;
    if (mixed) blend();
    if (mixed || moment.key != told) pitch(moment.key);
    drift_ = part.value(ParameterId::kDrift);
    aside_ = {};
    if (moment.cloud != nullptr) moment.cloud->add_offset(aside_);
  }
  asked_++;
}

void NeuralTimbre::question(float* inputs) const {
  const float u = float((key_ - 60) / 24);
  const float t = float(std::min(goal_s_, double(limit_s_)));
  float* x = inputs;
  *x++ = u;
  for (int j = 0; j < 4; j++) {
    const float angle = float(std::numbers::pi) * u * float(1 << j);
    *x++ = std::sin(angle);
    *x++ = std::cos(angle);
  }
  *x++ = 2 * velocity_ - 1;
  std::array<float, kTimbreDims> position = place_;
  for (std::size_t d = 0; d < kTimbreDims; d++) position[d] += shade_[d] + aside_[d];
  movement_.add_shade(drift_, position);
  for (const float z : position) *x++ = z;
  for (const float tau : kDecayTimes) *x++ = std::exp(-t / tau);
  *x++ = std::log(1 + t / kLogTime) / kLogRange;
}

void NeuralTimbre::move(const NotePart& part, NeuralOrder& order, OrderList& orders) {
  if (anew_) movement_.resume();
  if (moved_ >= move_stride_ || anew_) {
    const int spread = int((seed_ >> 8) % kMoveStride);
    move_stride_ = anew_ || (frame_ < kOnsetFrames && movement_.aligned()) ? 1 : kMoveStride - (frame_ + spread) % kMoveStride;
    moved_ = 0;
    const int frames = move_stride_ - 1;
    order.move_stride = move_stride_;
    movement_.order(move_stride_ * hop_, time_ + frames * hop_, ahead(frames), part.value(ParameterId::kDrift), order, orders);
  }
  moved_++;
}

bool NeuralTimbre::order(const NotePart& part, Spectrum& spectrum, FrameOrder& frame, OrderList& orders) {
  NeuralOrder& order = orders.neural(frame);
  if (asks_) {
    question(orders.question(order));
    order.stride = stride_;
    order.level_db = gain_db_ - tail_db_per_s_ * float(std::max(0.0, goal_s_ - double(limit_s_)));
    order.base_octave = base_octave_;
  }
  move(part, order, orders);
  asks_ = anew_ = false;
  if (!blended_) return false;
  blended_ = false;
  spectrum.hz = hz_;
  release_rates(spectrum);
  return true;
}

void NeuralTimbre::release_rates(Spectrum& spectrum) const {
  for (int k = 0; k < kMaxPartials; k++) {
    spectrum.ratio[k] = ratio_[k];
    spectrum.ratio_octave[k] = octave_[k];
    spectrum.octave[k] = bounded(octave_[k] + base_octave_, -4, 4);
    spectrum.release_rate[k] = release_rate(release_, spectrum.octave[k]);
  }
  for (int b = 0; b < kNoiseBands; b++)
    spectrum.noise_release_rate[b] = release_rate(release_, kNoiseOctaves.octave[b]);
}

}  // namespace seaglass
