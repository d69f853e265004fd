#include "engine/voice/part.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/decibels.h"

namespace seaglass {
namespace {

// Controller numbers of the MIDI 1.0 specification.
constexpr int kDataMsb = 6, kDataLsb = 38, kSustain = 64, kSostenuto = 66;
constexpr int kNrpnLsb = 98, kNrpnMsb = 99, kRpnLsb = 100, kRpnMsb = 101;

// Between these positions of the sustain pedal the dampers touch the strings lightly.
constexpr float kPedalUp = 26.0f, kPedalDown = 100.0f;

}  // namespace

Part::Part() {
  for (const Parameter& p : parameters()) values_[std::size_t(p.id)] = p.standard;
}

void Part::set(ParameterId id, float value) {
  const Parameter& p = parameter(id);
  values_[std::size_t(id)] = std::clamp(value, p.min, p.max);
}

void Part::set_place(int place, const std::array<float, 2>& map) {
  place_ = place;
  placing_++;
  set(ParameterId::kX, map[0]);
  set(ParameterId::kY, map[1]);
  set(ParameterId::kMorph, 0);
}

void Part::controller(int number, float position) {
  position = std::clamp(position, 0.0f, 16383 / 128.0f);  // 14 bits at most, whatever a journal says
  switch (number) {
    case kSustain: sustain_ = position; return;
    case kSostenuto: sostenuto_ = position >= 64; return;
    case kRpnMsb: number_msb_ = int(position); return;
    case kRpnLsb: number_lsb_ = int(position); return;
    case kNrpnMsb:
    case kNrpnLsb: number_msb_ = number_lsb_ = 127; return;
    case kDataMsb: data_msb_ = position; data_lsb_ = 0; data_entry(); return;
    case kDataLsb: data_lsb_ = position; data_entry(); return;
    default:
      if (const auto id = parameter_of_controller(number)) set(*id, value_of_controller(*id, position));
  }
}

void Part::data_entry() {
  if (number_msb_ != 0) return;
  switch (number_lsb_) {
    case 0: set(ParameterId::kBendRange, data_msb_ + data_lsb_ / 100); break;
    case 1: set(ParameterId::kTune, (data_msb_ * 128 + data_lsb_ - 8192) / 8192 * 100); break;
    case 2: set(ParameterId::kTranspose, data_msb_ - 64); break;
    default: break;
  }
}

// As the MIDI recommended practice RP-015 says: volume, pan and program stay.
void Part::reset_controllers() {
  set(ParameterId::kVibrato, 0);
  set(ParameterId::kExpression, 1);
  bend_ = pressure_ = sustain_ = 0;
  sostenuto_ = false;
  number_msb_ = number_lsb_ = 127;
}

float Part::pitch_offset() const {
  return bend_ * value(ParameterId::kBendRange) + value(ParameterId::kTune) / 100 +
         value(ParameterId::kTranspose);
}

float Part::gain() const {
  const float volume = value(ParameterId::kVolume), expression = value(ParameterId::kExpression);
  // Expression follows volume's law, 40 log10(x).
  return volume <= parameter(ParameterId::kVolume).min ? 0.0f : amplitude_of_db(volume) * expression * expression;
}

float Part::damping() const {
  const float up = std::clamp((kPedalDown - sustain_) / (kPedalDown - kPedalUp), 0.0f, 1.0f);
  return up * up;
}

Mode mode_of(const Part& part) { return Mode(int(std::lround(part.value(ParameterId::kMode)))); }

}  // namespace seaglass
