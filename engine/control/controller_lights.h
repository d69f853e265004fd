#pragma once
// What a controller is shown: rings of light, motor faders and buttons stand where the parameters do that they move,
// whoever moved them last. Makes the messages; whoever has the cable sends them.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/control/controller_map.h"
#include "engine/control/present_values.h"
#include "engine/stream/stream_clock.h"

namespace seaglass {

using MidiBytes = std::array<std::uint8_t, 3>;

// Of one controller. All functions [control].
class ControllerLights {
 public:
  // A control that is being moved is shown nothing for so long after: it would pull at the hand.
  static constexpr Nanoseconds kHandsOff = 300'000'000;

  // Messages of one call, so that a slow cable (1000 a second) is not filled; the others come with the next.
  static constexpr std::size_t kMostAtOnce = 32;

  // Another map: controls that are in both stay as they are, the others are shown.
  void set_map(const ControllerMap& map);

  // The controller was plugged in, or may show anything: everything is shown anew.
  void forget() { shown_ = {}; }

  // The performer moved this control, mapped or not.
  void moved(const ControlMove& move, Nanoseconds when);

  // Appends the messages for what stands elsewhere than it is shown. By a control's first target that is a parameter.
  void show(const PresentValues& present, Nanoseconds now, std::vector<MidiBytes>& out);

  // ---------------------------------------------------------------------------------------------------------------
 private:
  struct Shown {
    bool known = false;
    int value = 0;  // in the control's own counting
  };

  ControllerMap map_;
  std::array<Shown, kMaxTargets> shown_{};  // of map_.controls()
  std::map<ControlId, Nanoseconds> hands_;  // on what was moved in the last moments
  std::size_t next_ = 0;                    // control to begin with
};

// [any] Wait-free. Where a lit control should stand for its parameter's value, in its own counting.
int light_of(const Control& control, const MappedTarget& target, float present);

// [control] Appends the messages that put a control there. None for those that cannot be told: programs and pressure.
void append_light(const Control& control, int value, std::vector<MidiBytes>& out);

}  // namespace seaglass
