#pragma once
// OSC 1.0 address patterns: '?', '*', '[a-c]', '[!a-c]' and '{one,other}' within a segment, never across a '/'.

#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <system_error>

namespace seaglass::io {

// [any] Whether the address is a pattern at all.
bool is_osc_pattern(std::string_view address);

// [any] Bounded, allocation-free. Whether one segment of a pattern matches a name. A pattern over 127 or a name over 63
// characters, or a bracket without its other half, matches nothing.
//
// Ours because liblo 0.31 takes time that grows with a power of the number of stars, and finds no name for a '*' right behind
// a '}' of which one word ends the name: "{1,2}*" is not "1" to it.
bool osc_segment_matches(std::string_view pattern, std::string_view name);

// [any] Whether a whole pattern matches an address.
bool osc_matches(std::string_view pattern, std::string_view address);

// [any] Bounded, allocation-free. Calls act(number) for each number from 1 to `last` that a segment is or matches, until it
// says false; false then. A number has no zeros before it.
template <class Act>
bool for_osc_numbers(std::string_view segment, int last, Act act) {
  char text[12];
  const auto name_of = [&](int n) {
    return std::string_view(text, std::size_t(std::to_chars(text, text + sizeof text, n).ptr - text));
  };
  if (!is_osc_pattern(segment)) {
    int number = 0;
    const auto [end, error] = std::from_chars(segment.data(), segment.data() + segment.size(), number);
    const bool good = error == std::errc{} && number >= 1 && number <= last && name_of(number) == segment;
    return !good || act(number);
  }
  for (int n = 1; n <= last; n++)
    if (osc_segment_matches(segment, name_of(n)) && !act(n)) return false;
  return true;
}

// The segments of an address, without their slashes. An empty one, or more than kMax, makes it malformed: count 0.
struct OscSegments {
  static constexpr std::size_t kMax = 6;

  // [any]
  explicit OscSegments(std::string_view address);

  std::size_t count = 0;
  std::array<std::string_view, kMax> at{};
};

}  // namespace seaglass::io
