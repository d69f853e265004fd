#pragma once
// Which ports a --midi choice means.

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace seaglass::io {

// [any] Does `text` contain `part`, upper or lower case?
inline bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

// [any] `hardware`: the port is known to be a device, not a program. Ports that echo what programs
// send, and ours, are never meant.
inline bool midi_port_fits(std::string_view choice, std::string_view port, bool hardware) {
  static constexpr std::array<std::string_view, 3> kNever = {"Midi Through", "Midi-Through", "seaglass"};
  for (const std::string_view never : kNever)
    if (contains_ignoring_case(port, never)) return false;
  if (choice == "none") return false;
  if (choice == "all") return hardware;
  return contains_ignoring_case(port, choice);
}

}  // namespace seaglass::io
