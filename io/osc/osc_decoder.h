#pragma once
// What an OSC message means: events, a command for the control thread, or a reason why not.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "engine/event.h"
#include "io/osc/osc_notes.h"
#include "io/osc/osc_packet.h"

namespace seaglass::io {

// [net] The place called so in the patch that plays, if there is one. Must not block for long: it
// is called for each /place message.
using PlaceFinder = std::function<std::optional<int>(std::string_view)>;

// What is asked for over OSC and is not an event; the control thread takes it.
struct OscCommand {
  enum class Kind : std::uint8_t { kPatch, kLead };
  static constexpr std::size_t kMaxText = 512;

  Kind kind = Kind::kPatch;
  bool safe = false;        // kLead
  std::uint16_t length = 0; // kPatch
  std::array<char, kMaxText> bytes{};

  std::string_view text() const { return {bytes.data(), length}; }
};

struct OscMeaning {
  // A message about a note has at most this many key-value pairs: each key once.
  static constexpr int kMaxPairs = 30;
  static constexpr int kMaxEvents = 1 + kMaxPairs;

  const char* wrong = nullptr;  // when set, nothing else counts
  int count = 0;
  std::array<Event, kMaxEvents> events{};
  bool is_command = false;
  OscCommand command;
};

// [net] Bounded. Addresses (the last argument in brackets is a part, 1 to 16):
//   /note/on id pitch velocity [part] [key value ...], /note/off id [part], /note/set id key value ...,
//   /control name value [part], /place name [part], /panic, /patch path, /lead fast|safe
// Keys are pitch, pressure, gain, pan and brightness, which come on top of what the part says, and
// the parameters that the table marks PerNote::kOwn: the note's own value replaces the part's from
// then on, for that note alone (engine/note_key.h). Given with /note/on they hold from the note's
// first sample; a text after the velocity begins the pairs.
// Notes go to part 1 without one, /control and /place to all. Pitch is -12 to 140; velocity 0 to 1,
// overshoot up to 0.001 is clamped; parameters and keys other than pitch are clamped to their
// range. NaN and infinities are wrong everywhere.
void decode_osc(const OscMessage& message, const PlaceFinder& find_place, OscNotes& notes,
                OscMeaning& meaning);

}  // namespace seaglass::io
