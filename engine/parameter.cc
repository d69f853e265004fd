#include "engine/parameter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace seaglass {
namespace {

using enum ParameterId;
using enum Timing;

constexpr std::array<Parameter, kParameterCount> kTable{{
    {kVolume, "volume", "dB", -80, 6, 0, kSample, 7, "level of the part"},
    {kExpression, "expression", "1", 0, 1, 1, kSample, 11, "level of the part within its volume"},
    {kPan, "pan", "1", -1, 1, 0, kSample, 10, "place of the part from left to right"},
    {kBrightness, "brightness", "dB/octave", -12, 12, 0, kFrame, 74, "tilt of the spectrum"},
    {kVibrato, "vibrato", "cent", 0, 100, 0, kFrame, 1, "depth of the vibrato"},
    {kVibratoRate, "vibrato_rate", "Hz", 0.1f, 12, 5.5f, kFrame, 76, "speed of the vibrato"},
    {kNoise, "noise", "dB", -80, 24, 0, kFrame, -1, "level of breath, bow and hammer noise"},
    {kOddEven, "odd_even", "dB", -24, 24, 0, kFrame, 71, "odd partials up, even partials down"},
    {kStretch, "stretch", "cent/octave", -50, 50, 0, kFrame, -1, "partials drawn apart or together"},
    {kAttack, "attack", "1", 0.25f, 8, 1, kNote, 73, "length of the attack against the recording's"},
    {kRelease, "release", "1", 0.1f, 10, 1, kFrame, 72, "length of the release against the recording's"},
    {kDrift, "drift", "1", 0, 4, 1, kFrame, 19, "movement, from still to wild; 1 as recorded"},
    {kTune, "tune", "cent", -100, 100, 0, kSample, -1, "fine tuning"},
    {kTranspose, "transpose", "semitone", -48, 48, 0, kSample, -1, "transposition"},
    {kBendRange, "bend_range", "semitone", 0, 96, 2, kSample, -1, "reach of the pitch wheel"},
    {kPressureDepth, "pressure_depth", "dB", 0, 24, 6, kFrame, -1, "how much louder and brighter full pressure is"},
    {kMode, "mode", "0 poly, 1 mono, 2 legato", 0, 2, 0, kNote, -1, "how notes share the part"},
    {kGlide, "glide", "s", 0, 5, 0, kNote, 5, "time from note to note in mono and legato"},
    {kWidth, "width", "1", 0, 1, 0.35f, kNote, -1, "how far keys spread from left to right"},
    {kGain, "gain", "dB", -80, 12, 0, kSample, -1, "level of the whole instrument, before the limiter"},
    {kX, "x", "1", 0, 1, 0.5f, kFrame, 16, "where on the patch's map the part plays, left to right"},
    {kY, "y", "1", 0, 1, 0.5f, kFrame, 17, "where on the patch's map the part plays, bottom to top"},
    {kMorph, "morph", "1", 0, 1, 0, kFrame, 18, "how far towards the place that morph_to names"},
    {kMorphTo, "morph_to", "program", 0, 127, 0, kFrame, -1, "program number of the place that morph leads to"},
    {kDim1, "dim_1", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 1"},
    {kDim2, "dim_2", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 2"},
    {kDim3, "dim_3", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 3"},
    {kDim4, "dim_4", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 4"},
    {kDim5, "dim_5", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 5"},
    {kDim6, "dim_6", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 6"},
    {kDim7, "dim_7", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 7"},
    {kDim8, "dim_8", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 8"},
    {kDim9, "dim_9", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 9"},
    {kDim10, "dim_10", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 10"},
    {kDim11, "dim_11", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 11"},
    {kDim12, "dim_12", "1", -2, 2, 0, kFrame, -1, "offset in the timbre space, dimension 12"},
}};

constexpr bool in_order() {
  for (int i = 0; i < kParameterCount; i++)
    if (int(kTable[i].id) != i) return false;
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const Parameter> parameters() { return kTable; }

const Parameter& parameter(ParameterId id) { return kTable[std::size_t(id)]; }

std::optional<ParameterId> find_parameter(std::string_view name) {
  for (const Parameter& p : kTable)
    if (p.name == name) return p.id;
  return std::nullopt;
}

std::optional<ParameterId> parameter_of_controller(int number) {
  for (const Parameter& p : kTable)
    if (p.controller == number && number >= 0) return p.id;
  return std::nullopt;
}

float value_of_controller(ParameterId id, float position) {
  const Parameter& p = parameter(id);
  position = std::clamp(position, 0.0f, 127.0f);
  const float x = position / 127.0f;
  switch (id) {
    case kVolume:  // the MIDI standard's 40 log10(x)
      return x > 0 ? std::max(p.min, 40.0f * std::log10(x)) : p.min;
    case kPan:  // 64 is the middle, 0 and 1 both full left
      return std::clamp((position - 64.0f) / 63.0f, -1.0f, 1.0f);
    case kBrightness:
    case kOddEven:  // 64 is neutral; half of the range is more than a wheel needs
      return 0.5f * (position < 64 ? p.min * (64 - position) / 64 : p.max * (position - 64) / 63);
    case kAttack:
    case kRelease:  // 64 is neutral, on a logarithmic scale
      return position < 64 ? std::pow(p.min, (64 - position) / 64) : std::pow(p.max, (position - 64) / 63);
    case kDrift:  // 64 is as recorded
      return position < 64 ? position / 64 : 1 + (p.max - 1) * (position - 64) / 63;
    case kGlide:
      return p.max * x * x;
    default:
      return p.min + (p.max - p.min) * x;
  }
}

}  // namespace seaglass
