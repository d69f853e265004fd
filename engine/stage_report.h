#pragma once
// What sounds at one sample and how every part is set: for those who watch the instrument (OSC, the web page, controllers
// with lights) and for snapshots. The thread that renders fills it, about a hundred times a second while somebody watches.

#include <array>
#include <cstdint>
#include <type_traits>

#include "engine/config.h"
#include "engine/event.h"
#include "engine/parameter.h"

namespace seaglass {

// Voices that a report lists, the lowest numbers first; more may sound.
inline constexpr int kReportedVoices = 128;

struct VoiceReport {
  std::int32_t id = 0;
  std::int16_t voice = 0;  // its number, from 0: what a kVoiceSet event names
  Source source = Source::kEngine;
  std::uint8_t part = 0;
  bool held = false;       // its key is down
  float pitch = 0;         // MIDI keys with fraction, glide, bend and tuning included, vibrato not
  float level_db = 0;      // about, against full scale
};

struct PartReport {
  std::array<float, kParameterCount> values{};
  float bend = 0, pressure = 0;
  std::uint8_t place = 0;
};

struct StageReport {
  SampleIndex at = 0;
  std::uint32_t model = 0;  // counts changes of patch: places are numbers of that patch
  std::int32_t sounding = 0;
  std::int32_t voice_count = 0;  // of `voices`
  std::array<VoiceReport, kReportedVoices> voices{};
  std::array<PartReport, kParts> parts{};
};

static_assert(std::is_trivially_copyable_v<StageReport>);

}  // namespace seaglass
