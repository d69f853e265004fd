#pragma once
// What is typed while the instrument plays, as OSC: `snapshot store verse` is /snapshot/store verse, `part 2 vibrato 30` is
// /part/2/vibrato 30. All [control].

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "io/osc/osc_encoder.h"

namespace seaglass {

class LineError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The message that a line means: as many words as there is an address for, the others are its arguments. Throws LineError.
io::OscPacket packet_of_line(std::string_view line, int voices);

// Lines that tell what can be typed; `about`: only what begins so.
std::vector<std::string> help_lines(std::string_view about);

// What Tab makes of a line: longer as far as there is one way to go on; `places` are the names that a place may have.
std::string completed(std::string_view line, const std::vector<std::string>& places);

// A message that came back, as a line to show.
std::string line_of_packet(std::span<const std::uint8_t> packet);

}  // namespace seaglass
