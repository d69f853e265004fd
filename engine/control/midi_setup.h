#pragma once
// How MIDI notes are played: whatever a performer settles before they play. The standard setup gives every message the
// one event that it says.

#include <type_traits>

namespace seaglass {

struct MidiSetup {};

static_assert(std::is_trivially_copyable_v<MidiSetup>);  // mailboxes copy it whole, so nobody has to free one

}  // namespace seaglass
