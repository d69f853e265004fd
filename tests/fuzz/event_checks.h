#pragma once
// What must hold of an event before it may reach the worker.

#include <cmath>

#include "engine/event.h"
#include "engine/note_key.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {

inline void check_note_value(const Event& e) {
  if (const auto own = own_value_of(e.index)) {
    must(e.value >= parameter(*own).min && e.value <= parameter(*own).max, "a note's own value lies within its parameter's range");
    return;
  }
  must(e.index <= std::uint8_t(NoteKey::kLast), "a note is told what a note has");
  if (NoteKey(e.index) == NoteKey::kPitch) must(e.value >= -12 && e.value <= 140, "a pitch is -12 to 140");
  if (NoteKey(e.index) == NoteKey::kPressure) must(e.value >= 0 && e.value <= 1, "a pressure is 0 to 1");
  if (NoteKey(e.index) == NoteKey::kPan) must(std::fabs(e.value) <= 1, "a note's pan is -1 to 1");
  must(std::fabs(e.value) <= 140, "a note's values are small");
}

// `places`: how many the patch has.
inline void check_osc_event(const Event& e, int places) {
  must(std::isfinite(e.value) && std::isfinite(e.value2), "an event's values are numbers");
  must(e.source == Source::kOsc, "an event says where it comes from");
  must(e.part < kParts || e.part == kAllParts, "an event is for a part or for all");
  switch (e.kind) {
    case EventKind::kNoteOn:
      must(e.part < kParts, "a note is on one part");
      must(e.value >= -12 && e.value <= 140, "a pitch is -12 to 140");
      must(e.value2 >= 0 && e.value2 <= 1, "a velocity is 0 to 1");
      break;
    case EventKind::kNoteOff: break;  // with no part named, whoever takes it in knows that of the note
    case EventKind::kNoteSet:
      must(e.value2 == 0 || e.value2 == 1, "it is given with the note-on or not");
      check_note_value(e);
      break;
    case EventKind::kVoiceSet:
      must(e.id >= kAllVoices && e.id < kMaxVoices + kGhosts, "there is such a voice");
      check_note_value(e);
      break;
    case EventKind::kControl: {
      must(e.index < kParameterCount, "there is such a parameter");
      const Parameter& p = parameter(ParameterId(e.index));
      must(e.value >= p.min && e.value <= p.max, "a parameter stays within its range");
      break;
    }
    case EventKind::kPlace: must(e.index < places, "there is such a place"); break;
    case EventKind::kBend: must(std::fabs(e.value) <= 1, "a bend is -1 to 1"); break;
    case EventKind::kChannelPressure: must(e.value >= 0 && e.value <= 1, "a pressure is 0 to 1"); break;
    case EventKind::kPanic: break;
    default: must(false, "OSC makes no other events");
  }
}

}  // namespace seaglass::fuzz
