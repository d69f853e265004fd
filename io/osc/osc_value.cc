#include "io/osc/osc_value.h"

#include <lo/lo.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/dsp/decibels.h"
#include "io/osc/osc_pattern.h"

namespace seaglass::io {
namespace {

using Family = OscValue::Family;

void add_float(void* m, double value) { lo_message_add_float(m, float(value)); }
void add_count(void* m, std::uint64_t value) { lo_message_add_int32(m, std::int32_t(value & 0x7fffffff)); }
void add_text(void* m, const std::string& text) { lo_message_add_string(m, text.c_str()); }
void add_peak(void* m, float peak) { add_float(m, peak > 0 ? std::max(-120.0f, db_of_amplitude(peak)) : -120.0f); }

// Integers and floats of 32 bits are all that every client reads (Pd: no others): what counts wraps at 2^31.
constexpr OscFixedValue kFixed[] = {
    {"/status/time", "f", "s", "since the instrument began", [](const Telemetry& t, void* m) { add_float(m, t.time_s); }},
    {"/status/sample", "i", "sample", "of the stream, since it began", [](const Telemetry& t, void* m) { add_count(m, std::uint64_t(t.sample)); }},
    {"/status/voices", "i", "", "notes that sound", [](const Telemetry& t, void* m) { lo_message_add_int32(m, t.voices); }},
    {"/status/load", "f", "1", "share of the time that rendering takes", [](const Telemetry& t, void* m) { add_float(m, t.load); }},
    {"/status/step/p50", "f", "us", "how long half of the blocks take at most", [](const Telemetry& t, void* m) { add_float(m, t.step_p50); }},
    {"/status/step/p99", "f", "us", "how long 99 of 100 blocks take at most", [](const Telemetry& t, void* m) { add_float(m, t.step_p99); }},
    {"/status/step/max", "f", "us", "the longest block", [](const Telemetry& t, void* m) { add_float(m, t.step_max); }},
    {"/status/misses", "i", "", "blocks that were not there in time", [](const Telemetry& t, void* m) { add_count(m, t.misses); }},
    {"/status/concealed", "i", "sample", "samples that were concealed", [](const Telemetry& t, void* m) { add_count(m, t.concealed); }},
    {"/status/xruns", "i", "", "interruptions that the audio device reports", [](const Telemetry& t, void* m) { add_count(m, t.xruns); }},
    {"/status/events", "i", "", "events taken in", [](const Telemetry& t, void* m) { add_count(m, t.events); }},
    {"/status/late", "i", "", "events that came too late for their sample", [](const Telemetry& t, void* m) { add_count(m, t.late); }},
    {"/status/delay", "i", "sample", "from an event to its sound", [](const Telemetry& t, void* m) { lo_message_add_int32(m, t.delay); }},
    {"/status/lead", "s", "", "fast or safe", [](const Telemetry& t, void* m) { add_text(m, t.lead); }},
    {"/status/backend", "s", "", "where the voices sound: cpu, apart or cuda", [](const Telemetry& t, void* m) { add_text(m, t.backend); }},
    {"/status/takeovers", "i", "", "times that the CPU took over the voices, since where they sounded failed",
     [](const Telemetry& t, void* m) { add_count(m, t.takeovers); }},
    {"/status/returns", "i", "", "times that they went, or went back, to where they are meant to sound",
     [](const Telemetry& t, void* m) { add_count(m, t.returns); }},
    {"/status/patch", "s", "", "name of the patch", [](const Telemetry& t, void* m) { add_text(m, t.patch); }},
    {"/status/lock", "s", "", "none, files or all", [](const Telemetry& t, void* m) { add_text(m, t.lock); }},
    {"/status/peak/left", "f", "dB", "peak level, falling 20 dB a second", [](const Telemetry& t, void* m) { add_peak(m, t.peak_left); }},
    {"/status/peak/right", "f", "dB", "peak level, falling 20 dB a second", [](const Telemetry& t, void* m) { add_peak(m, t.peak_right); }},
    {"/status/osc/messages", "i", "", "OSC messages taken", [](const Telemetry& t, void* m) { add_count(m, t.osc_messages); }},
    {"/status/osc/rejected", "i", "", "OSC messages that were wrong", [](const Telemetry& t, void* m) { add_count(m, t.osc_rejected); }},
    {"/status/midi/events", "i", "", "MIDI messages taken", [](const Telemetry& t, void* m) { add_count(m, t.midi_events); }},
    {"/patch/name", "s", "", "name of the patch", [](const Telemetry& t, void* m) { add_text(m, t.patch); }},
    {"/places", "s", "", "names of the patch's places, in order",
     [](const Telemetry& t, void* m) { for (const auto& name : t.places) add_text(m, name); }},
    {"/setlist/position", "iss", "", "number from 1, the entry and the one after it",
     [](const Telemetry& t, void* m) {
       lo_message_add_int32(m, t.setlist_position);
       add_text(m, t.setlist_entry);
       add_text(m, t.setlist_next);
     }},
    {"/transport/tempo", "f", "bpm", "beats per minute", [](const Telemetry& t, void* m) { add_float(m, t.tempo); }},
    {"/transport/beat", "f", "beat", "heard now; 0 is the start, below it a count-in", [](const Telemetry& t, void* m) { add_float(m, t.beat); }},
    {"/transport/phase", "f", "1", "how far into the beat, 0 to 1",
     [](const Telemetry& t, void* m) { add_float(m, t.beat - double(std::int64_t(t.beat)) + (t.beat < 0 ? 1 : 0)); }},
    {"/transport/playing", "i", "", "1 while the beat runs", [](const Telemetry& t, void* m) { lo_message_add_int32(m, t.playing); }},
};

constexpr std::array<std::string_view, OscValue::kVoiceKeys> kVoiceKeys{"pitch", "level", "part", "id", "held"};
struct Extra {
  std::uint8_t b;
  std::string_view name, types, help;
  float min, max;
};
constexpr std::array<Extra, 3> kExtras{{
    {OscValue::kPlace, "place", "s", "name of the place that the part plays", 0, 0},
    {OscValue::kBend, "bend", "f", "pitch wheel, -1 to 1 of the part's bend_range", -1, 1},
    {OscValue::kPressure, "pressure", "f", "channel pressure", 0, 1},
}};

bool find_in_part(int part, std::string_view name, const std::function<bool(OscValue)>& act) {
  for (const Extra& e : kExtras)
    if (osc_segment_matches(name, e.name) && !act({Family::kPart, std::uint16_t(part), e.b})) return false;
  for (const Parameter& p : parameters())
    if (osc_segment_matches(name, p.name) && !act({Family::kPart, std::uint16_t(part), std::uint8_t(p.id)})) return false;
  return true;
}

bool find_in_voice(int voice, std::string_view name, const std::function<bool(OscValue)>& act) {
  for (std::uint8_t k = 0; k < OscValue::kVoiceKeys; k++)
    if (osc_segment_matches(name, kVoiceKeys[k]) && !act({Family::kVoice, std::uint16_t(voice), k})) return false;
  return true;
}

const Extra* extra_of(std::uint8_t b) {
  const auto found = std::find_if(kExtras.begin(), kExtras.end(), [b](const Extra& e) { return e.b == b; });
  return found == kExtras.end() ? nullptr : &*found;
}

const VoiceReport* voice_of(int number, const StageReport& stage) {
  for (int i = 0; i < stage.voice_count; i++)
    if (stage.voices[std::size_t(i)].voice == number) return &stage.voices[std::size_t(i)];
  return nullptr;
}

void add_voice(std::uint8_t key, const VoiceReport& v, void* m) {
  switch (key) {
    case OscValue::kVoicePitch: add_float(m, v.pitch); break;
    case OscValue::kVoiceLevel: add_float(m, v.level_db); break;
    case OscValue::kVoicePart: lo_message_add_int32(m, v.part + 1); break;
    case OscValue::kVoiceId: lo_message_add_int32(m, v.id); break;
    default: lo_message_add_int32(m, v.held);
  }
}

void add_part(const OscValue& value, const Telemetry& now, void* m) {
  const PartReport& part = now.stage.parts[value.a];
  switch (value.b) {
    case OscValue::kPlace:
      if (part.place < now.places.size()) add_text(m, now.places[part.place]);
      break;
    case OscValue::kBend: add_float(m, part.bend); break;
    case OscValue::kPressure: add_float(m, part.pressure); break;
    default: add_float(m, part.values[value.b]);
  }
}

void describe(const Parameter& p, OscValueInfo& info) {
  info.types = "f";
  info.unit = p.unit;
  info.help = p.help;
  info.has_range = info.writable = true;
  info.min = p.min;
  info.max = p.max;
  info.standard = p.standard;
}

}  // namespace

std::span<const OscFixedValue> osc_fixed_values() { return kFixed; }

bool find_osc_values(std::string_view pattern, int voices, const std::function<bool(OscValue)>& act) {
  bool found = false;
  const std::function<bool(OscValue)> tell = [&](OscValue value) {
    found = true;
    return act(value);
  };
  for (std::size_t i = 0; i < std::size(kFixed); i++)
    if (osc_matches(pattern, kFixed[i].address) && !tell({Family::kFixed, std::uint16_t(i), 0})) return true;
  const OscSegments s(pattern);
  if (s.count == 2 && osc_segment_matches(s.at[0], "control"))
    for (const Parameter& p : parameters())
      if (osc_segment_matches(s.at[1], p.name) && !tell({Family::kControl, std::uint16_t(p.id), 0})) return true;
  if (s.count == 3 && osc_segment_matches(s.at[0], "part") &&
      !for_osc_numbers(s.at[1], kParts, [&](int n) { return find_in_part(n - 1, s.at[2], tell); }))
    return true;
  if (s.count == 3 && osc_segment_matches(s.at[0], "voice"))
    (void)for_osc_numbers(s.at[1], voices, [&](int n) { return find_in_voice(n - 1, s.at[2], tell); });
  return found;
}

std::string osc_address_of(const OscValue& v) {
  switch (v.family) {
    case Family::kFixed: return std::string(kFixed[v.a].address);
    case Family::kControl: return "/control/" + std::string(parameter(ParameterId(v.a)).name);
    case Family::kPart: {
      const Extra* extra = extra_of(v.b);
      const std::string_view name = extra != nullptr ? extra->name : parameter(ParameterId(v.b)).name;
      return "/part/" + std::to_string(v.a + 1) + "/" + std::string(name);
    }
    case Family::kVoice: return "/voice/" + std::to_string(v.a + 1) + "/" + std::string(kVoiceKeys[v.b]);
  }
  return {};
}

OscValueInfo osc_info_of(const OscValue& v) {
  OscValueInfo info;
  info.address = osc_address_of(v);
  switch (v.family) {
    case Family::kFixed: {
      const OscFixedValue& fixed = kFixed[v.a];
      info.types = fixed.types;
      info.unit = fixed.unit;
      info.help = fixed.help;
      info.writable = info.address == "/transport/tempo";
      break;
    }
    case Family::kControl: describe(parameter(ParameterId(v.a)), info); break;
    case Family::kPart:
      if (const Extra* extra = extra_of(v.b)) {
        info.types = extra->types;
        info.help = extra->help;
        info.writable = true;
        info.has_range = extra->min < extra->max;
        info.min = extra->min;
        info.max = extra->max;
      } else {
        describe(parameter(ParameterId(v.b)), info);
      }
      break;
    case Family::kVoice:
      info.types = v.b == OscValue::kVoicePitch || v.b == OscValue::kVoiceLevel ? "f" : "i";
      info.unit = v.b == OscValue::kVoicePitch ? "MIDI key" : v.b == OscValue::kVoiceLevel ? "dB" : "";
      info.help = "of the note that this voice plays; no value while it is silent";
      info.writable = v.b == OscValue::kVoicePitch;
      break;
  }
  return info;
}

bool is_silent(const OscValue& v, const Telemetry& now) {
  return v.family == Family::kVoice && voice_of(v.a, now.stage) == nullptr;
}

LoMessage osc_message_of(const OscValue& v, const Telemetry& now) {
  LoMessage message(lo_message_new());
  if (!message) return message;
  switch (v.family) {
    case Family::kFixed: kFixed[v.a].add(now, message.get()); break;
    case Family::kControl: add_float(message.get(), now.stage.parts[0].values[v.a]); break;
    case Family::kPart: add_part(v, now, message.get()); break;
    case Family::kVoice:
      if (const VoiceReport* voice = voice_of(v.a, now.stage)) add_voice(v.b, *voice, message.get());
      break;
  }
  return message;
}

}  // namespace seaglass::io
