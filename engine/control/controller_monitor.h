#pragma once
// Shows what arrives from controllers and what it does, a line for each move, no more than a reader can follow.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/control/control_input.h"
#include "engine/control/controller_map.h"
#include "engine/control/present_values.h"
#include "engine/stream/stream_clock.h"

namespace seaglass {

// [control] "nanoKONTROL2 channel 1 CC 21 = 64 -> vibrato 50 cent, all parts", or empty when the message moved nothing.
// `map` is what the source goes by.
std::string monitor_line(std::string_view device, const ControlReport& report, const ControllerMap& map,
                         const PresentValues& present);

// All functions [control].
class ControllerMonitor {
 public:
  // Of one control, at most a line in so long; the last one is always shown.
  static constexpr Nanoseconds kPace = 100'000'000;

  // Appends the line, now or later.
  void add(std::string_view device, const ControlReport& report, const ControllerMap& map, const PresentValues& present,
           std::vector<std::string>& out);

  // Appends the lines whose time has come.
  void flush(Nanoseconds now, std::vector<std::string>& out);

  // ---------------------------------------------------------------------------------------------------------------
 private:
  struct Line {
    Nanoseconds shown_at = 0;
    std::string waiting;
  };
  std::map<std::pair<std::string, ControlId>, Line, std::less<>> lines_;  // of the last moments
};

}  // namespace seaglass
