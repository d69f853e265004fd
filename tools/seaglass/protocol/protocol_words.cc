#include <algorithm>
#include <cctype>

#include "engine/control/control_action.h"
#include "engine/note_key.h"
#include "tools/seaglass/protocol/protocol_text.h"

namespace seaglass {
namespace {

constexpr ProtocolKey kKeys[] = {
    {"MIDI key", "where the note goes, at once; outside of the range the message is wrong"},
    {"1", "the note's own pressure: louder and brighter, as far as the part's pressure_depth says"},
    {"dB", "level, on top of the part's volume"},
    {"1", "place from left to right, within the part's"},
    {"dB/octave", "tilt of the spectrum, on top of the part's"},
};
static_assert(std::size(kKeys) == std::size_t(NoteKey::kLast) + 1);

// "panic, setlist next, ...".
std::string actions() {
  std::string names;
  for (int i = 0; i <= int(ControlAction::kLast); i++) names += (i > 0 ? ", `" : "`") + std::string(name_of(ControlAction(i))) + "`";
  return names;
}

}  // namespace

std::vector<ProtocolWord> protocol_words() {
  return {
      {"id", "whole number", "any", "yours for a note"},
      {"pitch", "number", "-12 to 140", "MIDI key, with fraction; 60 is middle C, 69 is 440 Hz"},
      {"velocity", "number", "0 to 1", "how hard"},
      {"part", "whole number", "1 to 16", "without it a note begins in part 1 and ends in whichever it sounds, and a parameter or place goes to all parts"},
      {"key", "text", "", "what a note can be told"},
      {"value", "number", "the parameter's", "in the parameter's unit"},
      {"name", "text", "64 characters", "of a parameter, a place, a snapshot or a new file: see the method"},
      {"parameter", "text", "", "name of a parameter"},
      {"address", "text", "", "one that can be read; may be a pattern"},
      {"rate", "number", "0.1 to 100", "times a second"},
      {"anything", "any", "", "comes back as it is"},
      {"path", "text", "", "name of a patch or a setlist, with or without the end of its file's name"},
      {"seconds", "number", "0 to 600", "how long it takes; without it, at once"},
      {"number", "whole number", "1 to 1000", "of an entry or a snapshot"},
      {"line", "text or number", "", "a line of a rig, as words or as one text; a beginning of it where lines are taken back"},
      {"action", "text", "", "what a button can do: " + actions()},
      {"0|1", "whole number", "", "off or on"},
      {"file", "text", "100 characters", "a plain name, without folders; the file's end is added"},
      {"bpm", "number", "20 to 400", "beats per minute"},
      {"beat", "number", "any", "a quarter note, counted from 0"},
      {"fast|safe", "text", "", "the shortest delay, or 20 ms more"},
      {"none|files|all", "text", "", "what is locked"},
      {"scale|equal", "text", "", "a Scala file (.scl), or the usual tuning"},
      {"keyboard", "text", "", "a Scala keyboard map (.kbm)"},
      {"port", "whole number", "0 to 65535", "UDP port on your machine"},
  };
}

std::span<const ProtocolKey> protocol_keys() { return kKeys; }

std::string written(std::string_view address) {
  std::string text;
  bool inside = false;
  for (const char c : address) {
    if (c == '{' || c == '}')
      inside = c == '{';
    else
      text += inside ? char(std::toupper(static_cast<unsigned char>(c))) : c;
  }
  return text;
}

std::string_view stopped_by(io::OscReach reach) {
  return reach == io::OscReach::kLook ? "" : reach == io::OscReach::kPlay ? "all" : "files, all";
}

}  // namespace seaglass
