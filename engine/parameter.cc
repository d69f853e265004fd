#include "engine/parameter.h"

#include <array>

namespace seaglass {
namespace {

using enum ParameterId;
using enum Timing;
using enum Curve;
using enum PerNote;

// Smoothing, in milliseconds.
constexpr float kStep = float(1000 * kStepSeconds);                      // a ramp from the very sample on
constexpr float kFrameMs = float(1000 * kFrameSeconds);                  // levels go straight to the frame's end
constexpr float kAsked = float(1000 * kFrameSeconds * kQuestionFrames);  // as far ahead as a network is asked
constexpr float kSteered = float(1000 * kSteerSeconds);                  // on the way of every member of a cloud

constexpr std::array<Parameter, kParameterCount> kTable{{
    {kVolume, "volume", "dB", -80, 6, 0, kFader, kSample, kStep, kNo, 7, "level of the part"},
    {kExpression, "expression", "1", 0, 1, 1, kLinear, kSample, kStep, kNo, 11, "level of the part within its volume"},
    {kPan, "pan", "1", -1, 1, 0, kBalance, kSample, kStep, kOnTop, 10, "place of the part from left to right"},
    {kBrightness, "brightness", "dB/octave", -12, 12, 0, kHalf, kFrame, kFrameMs, kOnTop, 74, "tilt of the spectrum"},
    {kVibrato, "vibrato", "cent", 0, 100, 0, kLinear, kFrame, kFrameMs, kOwn, 1, "depth of the vibrato"},
    {kVibratoRate, "vibrato_rate", "Hz", 0.1f, 12, 5.5f, kLinear, kFrame, 0, kOwn, 76, "speed of the vibrato"},
    {kNoise, "noise", "dB", -80, 24, 0, kLinear, kFrame, kFrameMs, kOwn, -1, "level of breath, bow and hammer noise"},
    {kOddEven, "odd_even", "dB", -24, 24, 0, kHalf, kFrame, kFrameMs, kOwn, 71, "odd partials up, even partials down"},
    {kStretch, "stretch", "cent/octave", -50, 50, 0, kLinear, kFrame, 0, kOwn, -1, "partials drawn apart or together"},
    {kAttack, "attack", "1", 0.25f, 8, 1, kRatio, kFrame, 0, kOwn, 73, "length of the attack against the recording's"},
    {kRelease, "release", "1", 0.1f, 10, 1, kRatio, kFrame, kFrameMs, kOwn, 72,
     "length of the release against the recording's"},
    {kDrift, "drift", "1", 0, 4, 1, kCentred, kFrame, kAsked, kOwn, 19, "movement, from still to wild; 1 as recorded"},
    {kTune, "tune", "cent", -100, 100, 0, kLinear, kSample, 0, kNo, -1, "fine tuning"},
    {kTranspose, "transpose", "semitone", -48, 48, 0, kLinear, kSample, 0, kNo, -1, "transposition"},
    {kBendRange, "bend_range", "semitone", 0, 96, 2, kLinear, kSample, 0, kNo, -1, "reach of the pitch wheel"},
    {kPressureDepth, "pressure_depth", "dB", 0, 24, 6, kLinear, kFrame, kFrameMs, kOwn, -1,
     "how much louder and brighter full pressure is"},
    {kMode, "mode", "0 poly, 1 mono, 2 legato", 0, 2, 0, kLinear, kNote, 0, kNo, -1, "how notes share the part"},
    {kGlide, "glide", "s", 0, 5, 0, kSquared, kNote, 0, kNo, 5, "time from note to note in mono and legato"},
    {kWidth, "width", "1", 0, 1, 0.35f, kLinear, kNote, 0, kNo, -1, "how far keys spread from left to right"},
    {kGain, "gain", "dB", -80, 12, 0, kLinear, kSample, kStep, kOnTop, -1,
     "level of the whole instrument, before the limiter"},
    {kX, "x", "1", 0, 1, 0.5f, kLinear, kFrame, kAsked, kOwn, 16,
     "where on the patch's map the part plays, left to right"},
    {kY, "y", "1", 0, 1, 0.5f, kLinear, kFrame, kAsked, kOwn, 17,
     "where on the patch's map the part plays, bottom to top"},
    {kMorph, "morph", "1", 0, 1, 0, kLinear, kFrame, kAsked, kOwn, 18, "how far towards the place that morph_to names"},
    {kMorphTo, "morph_to", "program", 0, 127, 0, kLinear, kFrame, kAsked, kOwn, -1,
     "program number of the place that morph leads to"},
    {kDim1, "dim_1", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 1"},
    {kDim2, "dim_2", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 2"},
    {kDim3, "dim_3", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 3"},
    {kDim4, "dim_4", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 4"},
    {kDim5, "dim_5", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 5"},
    {kDim6, "dim_6", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 6"},
    {kDim7, "dim_7", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 7"},
    {kDim8, "dim_8", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 8"},
    {kDim9, "dim_9", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 9"},
    {kDim10, "dim_10", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 10"},
    {kDim11, "dim_11", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 11"},
    {kDim12, "dim_12", "1", -2, 2, 0, kLinear, kFrame, kAsked, kOwn, -1, "offset in the timbre space, dimension 12"},
    {kOutput, "output", "pair", 1, kMaxOutputs, 1, kLinear, kSample, kStep, kNo, -1,
     "stereo pair of outputs that the part plays on; where fewer are open, the first"},
    {kCloud, "cloud", "voices", 1, kMostMembers, 1, kLinear, kNote, 0, kNo, -1,
     "voices that one key starts, as many as are free; 1 is an ordinary note"},
    {kCloudPitch, "cloud_pitch", "cent", 0, 1200, 15, kSquared, kFrame, kSteered, kOwn, -1,
     "how far above and below the key the voices of a cloud lie"},
    {kCloudTime, "cloud_time", "s", 0, 10, 0.05f, kSquared, kNote, 0, kNo, -1,
     "how long the voices of a cloud take until all have entered"},
    {kCloudTimbre, "cloud_timbre", "1", 0, 1, 0.15f, kLinear, kFrame, kSteered + kAsked, kOwn, -1,
     "how far the voices of a cloud differ in timbre"},
    {kCloudDrift, "cloud_drift", "1", 0, 1, 0.2f, kLinear, kFrame, kSteered + kAsked, kOwn, -1,
     "how far and how lively the voices of a cloud wander, in pitch and timbre"},
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

std::string_view name_of(Timing timing) {
  return timing == kSample ? "sample" : timing == kFrame ? "frame" : "note";
}

std::string_view name_of(PerNote per_note) {
  return per_note == kNo ? "no" : per_note == kOwn ? "own" : "on_top";
}

float value_of_controller(ParameterId id, float position) {
  const Parameter& p = parameter(id);
  return value_at(p.curve, {p.min, p.max, p.standard}, position);
}

float position_of_value(ParameterId id, float value) {
  const Parameter& p = parameter(id);
  return position_at(p.curve, {p.min, p.max, p.standard}, value);
}

}  // namespace seaglass
