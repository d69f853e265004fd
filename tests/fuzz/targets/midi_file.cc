// A standard MIDI file.

#include "io/file/midi_file.h"

#include <cmath>

#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

constexpr double kLongest = 6 * 3600;

const Target target("midi_file", [](Bytes input) {
  std::vector<io::ScoreEvent> score;
  try {
    score = io::read_midi_bytes(input, "any");
  } catch (const io::FileError& error) {
    must(std::string_view(error.what()).starts_with("'any' "), "an error names the file");
    return;
  }
  double newest = 0;
  must(score.size() <= input.size(), "an event takes a byte at least");
  for (const io::ScoreEvent& e : score) {
    must(std::isfinite(e.seconds) && e.seconds >= newest && e.seconds <= kLongest, "a score goes forward, and ends");
    must(e.event.source == Source::kScore && e.event.part < kParts, "an event is of a channel of the score");
    must(std::isfinite(e.event.value) && std::isfinite(e.event.value2), "an event's values are numbers");
    newest = e.seconds;
  }
});

}  // namespace
}  // namespace seaglass::fuzz
