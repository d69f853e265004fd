#pragma once
// What controllers do, as a JSON file that a performer may write by hand:
//
//   {
//     "seaglass_controllers": 1,
//     "devices": [
//       {
//         "device": "nanoKONTROL2",
//         "controls": [
//           {"channel": 1, "control": "CC 21", "parameter": "vibrato", "high": 50},
//           {"channel": 1, "control": "note 36", "action": "setlist next", "comment": "left pedal"}
//         ]
//       }
//     ]
//   }
//
// One entry for each target: two entries with one control are a macro. An entry needs channel (1 to 16), control (as
// text_of() in engine/control/control_id.h says), and parameter or action. Besides: part (1 to 16 or "all"), number (of
// an action), low, high and curve, or value (for a button that sets it), inverted, takeover, button, step and
// acceleration (of an endless encoder), format and ends (how the control counts), lit, comment.
//
// What is not understood is kept as it stands and written back: a newer seaglass may know it.

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/control/mapping.h"
#include "io/errors.h"

namespace seaglass::io {

inline constexpr int kControllerFileVersion = 1;
inline constexpr const char* kControllerFileKey = "seaglass_controllers";  // the version's

struct ControllerEntry {
  Mapping mapping;
  std::string comment;
};

struct DeviceControls {
  std::string device;
  std::vector<ControllerEntry> entries;
  std::vector<std::string> kept;  // entries that are not understood, as JSON

  std::vector<Mapping> mappings() const;
};

struct ControllerFile {
  std::vector<DeviceControls> devices;  // one for each name
  std::vector<std::string> kept;        // devices that are not understood
  std::vector<std::pair<std::string, std::string>> kept_keys;

  // Null when there is none of this name.
  const DeviceControls* find(std::string_view device) const;
  // Makes it when there is none.
  DeviceControls& of(std::string_view device);
};

struct ControllerFileReading {
  ControllerFile file;
  std::vector<std::string> complaints;  // a sentence for each entry that is kept but not used
};

inline constexpr std::size_t kMaxControllerFile = 1 << 20;  // bytes: ten thousand entries

// [control] Throws FileError, a clause without the file's name ("line 7 is no JSON"), when nothing of it can be used.
// Safe for any bytes.
ControllerFileReading read_controllers(std::string_view text);

// [control] The entry with another value of `key`: low, high, value, curve, inverted, takeover, button, step, acceleration,
// lit or comment, a number or a text as in the file (1 and 0 for true and false). Throws FileError: what is wrong with it.
ControllerEntry changed(const ControllerEntry& entry, const std::string& key, const std::variant<double, std::string>& value);

// [control] An entry a line, without what is standard.
std::string to_text(const ControllerFile& file);
std::string to_text(const ControllerEntry& entry);

}  // namespace seaglass::io
