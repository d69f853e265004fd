#pragma once
// Events for parts and for notes, short to write.

#include "engine/control/held_notes.h"
#include "engine/event.h"

namespace seaglass {

// [any] Wait-free.
inline Event part_event(EventKind kind, Source source, int part, int index, float value) {
  Event event;
  event.kind = kind;
  event.source = source;
  event.part = std::uint8_t(part);
  event.index = std::uint8_t(index);
  event.value = value;
  return event;
}

// [any] Wait-free.
inline Event note_event(EventKind kind, Source source, const Sounding& note, float value, float value2) {
  Event event;
  event.kind = kind;
  event.source = source;
  event.part = note.part;
  event.id = note.id;
  event.value = value;
  event.value2 = value2;
  return event;
}

}  // namespace seaglass
