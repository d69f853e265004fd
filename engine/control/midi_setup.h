#pragma once
// How MIDI notes are played: whatever a performer settles before they play. The standard setup gives every message the
// one event that it says.

#include <array>
#include <type_traits>

#include "engine/control/layers.h"
#include "engine/control/mpe_zones.h"
#include "engine/control/tuning.h"
#include "engine/control/velocity_curve.h"

namespace seaglass {

struct MpeSetup {
  // Members of the lower and the upper zone from the start, for controllers that do not say so themselves: 15 and 0 for
  // most. As MpeZones::set() says, first the lower zone, then the upper.
  int lower = 0, upper = 0;
  float note_bend_range = MpeZones::kNoteBendRange;  // semitones
  bool by_message = true;                            // a controller may set up and end zones itself (RPN 6)

  MpeZones zones() const {
    MpeZones zones;
    zones.set(MpeZones::kLower, lower);
    zones.set(MpeZones::kUpper, upper);
    return zones;
  }

  friend bool operator==(const MpeSetup&, const MpeSetup&) = default;
};

struct MidiSetup {
  Tuning tuning;
  VelocityTable velocity = straight_velocities();
  Layers layers;
  MpeSetup mpe;

  friend bool operator==(const MidiSetup&, const MidiSetup&) = default;
};

static_assert(std::is_trivially_copyable_v<MidiSetup>);  // mailboxes copy it whole, so nobody has to free one

}  // namespace seaglass
