#pragma once
// What players, scores and programs send to a model. Trivially copyable, 32 bytes, so that rings copy it whole.

#include <cstdint>
#include <type_traits>

#include "engine/config.h"

namespace seaglass {

enum class EventKind : std::uint8_t {
  kNoteOn,           // id, value = pitch in MIDI keys with fraction, value2 = velocity 0..1
  kNoteOff,          // id, value2 = release velocity 0..1; of kAllParts: whatever part it sounds in
  kNoteSet,          // as kNoteOff; id, index = NoteKey or kOwnValue + ParameterId, value; value2 = 1: given with the note-on
  kController,       // index = MIDI controller number, value = 0..127 with fraction
  kChannelPressure,  // value = 0..1
  kNotePressure,     // id, value = 0..1
  kBend,             // value = -1..1 of the bend range
  kProgram,          // index = program number
  kControl,          // index = ParameterId, value in the parameter's unit
  kPlace,            // index = place in the patch
  kPanic,            // everything stops, with a fade of a few milliseconds
  kShed,             // value = how many of the least audible voices fade out: the worker's own event under overload
  kFadeOut,          // the stream ends: output fades to zero
  kVoiceSet,         // id = number of a sounding voice or kAllVoices; index and value as in kNoteSet
  kHandOver,         // others make the sound from here on. value = how many voices they hold: the least audible beyond fade
                     // out; index = 1: they are told all of every voice anew, value2 voices every kTellStretch samples, the
                     // loudest first. The model's own wish (Model::wish())
  kLast = kHandOver,
};

// What /note/set may change while a note sounds, besides parameters of which it can have a value of its own.
enum class NoteKey : std::uint8_t { kPitch, kPressure, kGain, kPan, kBrightness, kLast = kBrightness };

// From here on the index of a kNoteSet event names a parameter (engine/note_key.h). Journals hold these numbers.
inline constexpr std::uint8_t kOwnValue = 64;

// Who sent an event. Order is kept within a source; note ids of different sources do not collide.
enum class Source : std::uint8_t { kMidi, kOsc, kScore, kEngine, kLast = kEngine };

// A part of kAllParts addresses every part.
inline constexpr std::uint8_t kAllParts = 255;

// Of a kVoiceSet event: every voice that sounds.
inline constexpr std::int32_t kAllVoices = -1;

// Of a kHandOver event.
inline constexpr int kTellStretch = 64;

struct Event {
  SampleIndex at = 0;  // on its way in: the sample at which it arrived; applied: the sample at which it takes effect
  EventKind kind = EventKind::kPanic;
  Source source = Source::kEngine;
  std::uint8_t part = 0;
  std::uint8_t index = 0;
  std::int32_t id = 0;
  float value = 0.0f;
  float value2 = 0.0f;
  std::uint32_t order = 0;  // position among the events of one source: ties keep it

  friend bool operator==(const Event&, const Event&) = default;
};

// [any] A note-on, or what was given with it.
inline bool begins_note(const Event& e) {
  return e.kind == EventKind::kNoteOn || (e.kind == EventKind::kNoteSet && e.value2 != 0);
}

static_assert(std::is_trivially_copyable_v<Event> && sizeof(Event) == 32);

}  // namespace seaglass
