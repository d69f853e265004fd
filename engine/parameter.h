#pragma once
// Every parameter of the instrument, in one table: what OSC, MIDI, `inspect` and the help derive from.
// tests/engine/parameter_audible_test.cc walks it and hears each one.

#include <optional>
#include <span>
#include <string_view>

#include "engine/config.h"
#include "engine/curve.h"

namespace seaglass {

enum class ParameterId : std::uint8_t {
  kVolume, kExpression, kPan, kBrightness, kVibrato, kVibratoRate, kNoise, kOddEven, kStretch, kAttack, kRelease,
  kDrift, kTune, kTranspose, kBendRange, kPressureDepth, kMode, kGlide, kWidth, kGain,
  kX, kY, kMorph, kMorphTo, kDim1, kDim2, kDim3, kDim4, kDim5, kDim6, kDim7, kDim8, kDim9, kDim10, kDim11, kDim12,
  kOutput, kCloud, kCloudPitch, kCloudTime, kCloudTimbre, kCloudDrift, kCount,
};
inline constexpr int kParameterCount = int(ParameterId::kCount);

enum class Timing : std::uint8_t {
  kSample,  // takes effect at its sample
  kFrame,   // takes effect at each voice's next control frame; where a network is asked, at the next that asks it
  kNote,    // takes effect for notes that begin afterwards
};

// Whether one note can have a value of its own.
enum class PerNote : std::uint8_t {
  kNo,
  kOwn,    // replaces the part's for that note, from then on
  kOnTop,  // is added to the part's: brightness in dB per octave, gain in dB, pan as a place within the part's
};

struct Parameter {
  ParameterId id;
  std::string_view name;  // as in /control NAME
  std::string_view unit;
  float min, max, standard;
  Curve curve;         // what the way of a knob means
  Timing timing;
  float smoothing_ms;  // how long a step takes to arrive, at most, once it has taken effect; 0 where none would click
  PerNote per_note;
  int controller;  // MIDI controller number, or -1
  std::string_view help;
};

// [any] All parameters, in the order of ParameterId.
std::span<const Parameter> parameters();

// [any]
const Parameter& parameter(ParameterId id);

// [any] The parameter called `name`, if there is one.
std::optional<ParameterId> find_parameter(std::string_view name);

// [any] The parameter that MIDI controller `number` moves, if there is one.
std::optional<ParameterId> parameter_of_controller(int number);

// [any] "sample", "frame" or "note".
std::string_view name_of(Timing timing);

// [any] "no", "own" or "on_top".
std::string_view name_of(PerNote per_note);

// [any] A controller's position 0..127 as a value of the parameter, in its unit.
float value_of_controller(ParameterId id, float position);

// [any] Where a controller stands that gives this value: for soft takeover, and for controllers that show it. As
// position_at() in engine/curve.h says.
float position_of_value(ParameterId id, float value);

}  // namespace seaglass
