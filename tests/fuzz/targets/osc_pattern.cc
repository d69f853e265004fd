// A pattern, a newline, an address. tools/fuzz lets no input take longer than a second.

#include "io/osc/osc_pattern.h"

#include "tests/fuzz/fuzz.h"
#include "tests/io/osc/plain_pattern.h"

namespace seaglass::fuzz {
namespace {

using io::OscSegments;

// Where there are many stars the plain way takes long.
bool is_simple(std::string_view pattern, std::string_view name) {
  return pattern.size() <= 63 && name.size() <= 32 && std::ranges::count(pattern, '*') <= 4;
}

bool is_well_formed(std::string_view pattern) {
  char open = 0;
  for (const char c : pattern) {
    const bool opens = c == '[' || c == '{', closes = c == ']' || c == '}';
    if (opens ? open != 0 : closes && open != (c == ']' ? '[' : '{')) return false;
    if (opens || closes) open = opens ? c : '\0';
  }
  return open == 0 && pattern.find("[]") == std::string_view::npos;
}

void check_segment(std::string_view pattern, std::string_view name) {
  const bool matches = io::osc_segment_matches(pattern, name);
  if (!io::is_osc_pattern(pattern)) return must(matches == (pattern == name), "a name matches itself alone");
  if (pattern == "*") return must(matches, "a star matches everything");
  if (!is_well_formed(pattern)) return must(!matches, "half a pattern matches nothing");
  if (is_simple(pattern, name)) must(matches == io::plain_match(pattern, name), "it matches as OSC 1.0 says");
}

const Target target("osc_pattern", [](Bytes input) {
  const std::string_view text = text_of(input);
  const std::string_view pattern = text.substr(0, text.find('\n'));
  const std::string_view address = text.substr(std::min(text.size(), pattern.size() + 1));
  const bool matches = io::osc_matches(pattern, address);
  must(io::osc_matches(address, address), "an address matches itself");
  const OscSegments p(pattern), a(address);
  must(p.count <= OscSegments::kMax && a.count <= OscSegments::kMax, "an address has few segments");
  if (!matches || pattern == address) return check_segment(pattern, address);
  must(p.count > 0 && p.count == a.count, "a pattern matches segment by segment");
  for (std::size_t i = 0; i < p.count; i++) {
    must(!p.at[i].empty() && p.at[i].find('/') == std::string_view::npos, "a segment has no slash");
    must(io::osc_segment_matches(p.at[i], a.at[i]), "every segment matches");
    check_segment(p.at[i], a.at[i]);
  }
});

}  // namespace
}  // namespace seaglass::fuzz
