#include "io/osc/osc_pattern.h"

#include <lo/lo.h>

#include <algorithm>

namespace seaglass::io {
namespace {

constexpr std::size_t kLongest = 63;  // of a segment
constexpr int kMostStars = 4;         // of which one may make the matcher go back over the name
constexpr int kMostBraces = 4;

// A copy with an end, which liblo wants.
struct Text {
  explicit Text(std::string_view text) { *std::copy(text.begin(), text.end(), bytes) = '\0'; }
  char bytes[kLongest + 1];
};

// liblo reads '[' and '{' up to their ends and asks for neither.
bool well_formed(std::string_view p) {
  int stars = 0, braces = 0;
  char open = 0;
  for (const char c : p) {
    if (open == 0 && c == '*') stars++;
    if (c == '[' || c == '{') {
      if (open != 0) return false;
      open = c;
      braces++;
    } else if (c == ']' || c == '}') {
      if (open != (c == ']' ? '[' : '{')) return false;
      open = 0;
    }
  }
  return open == 0 && stars <= kMostStars && braces <= kMostBraces && p.find("[]") == p.npos;
}

}  // namespace

bool is_osc_pattern(std::string_view address) { return address.find_first_of("?*[{") != address.npos; }

bool osc_segment_matches(std::string_view pattern, std::string_view name) {
  if (!is_osc_pattern(pattern)) return pattern == name;
  if (pattern == "*") return true;
  if (pattern.size() > kLongest || name.size() > kLongest || !well_formed(pattern)) return false;
  return lo_pattern_match(Text(name).bytes, Text(pattern).bytes) != 0;
}

bool osc_matches(std::string_view pattern, std::string_view address) {
  if (pattern == address) return true;
  const OscSegments p(pattern), a(address);
  if (p.count == 0 || p.count != a.count) return false;
  for (std::size_t i = 0; i < p.count; i++)
    if (!osc_segment_matches(p.at[i], a.at[i])) return false;
  return true;
}

OscSegments::OscSegments(std::string_view address) {
  if (address.empty() || address[0] != '/') return;
  std::size_t found = 0;
  for (std::size_t from = 1;;) {
    const std::size_t end = std::min(address.find('/', from), address.size());
    if (end == from || found == kMax) return;
    at[found++] = address.substr(from, end - from);
    if (end == address.size()) break;
    from = end + 1;
  }
  count = found;
}

}  // namespace seaglass::io
