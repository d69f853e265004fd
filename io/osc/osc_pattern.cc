#include "io/osc/osc_pattern.h"

#include <algorithm>
#include <cstdint>

namespace seaglass::io {
namespace {

constexpr std::size_t kLongestName = 63, kLongestPattern = 127;

// "[" and "{" have their ends, and do not stand within each other.
bool well_formed(std::string_view p) {
  char open = 0;
  for (const char c : p) {
    if (c == '[' || c == '{') {
      if (open != 0) return false;
      open = c;
    } else if (c == ']' || c == '}') {
      if (open != (c == ']' ? '[' : '{')) return false;
      open = 0;
    }
  }
  return open == 0 && p.find("[]") == p.npos;
}

// How far into a name the part of a pattern that was read so far may reach: bit i stands for its first i characters. All
// ways are followed at once, so that no pattern takes long.
class Reach {
 public:
  explicit Reach(std::string_view name) : name_(name) {}

  bool nowhere() const { return bits_ == 0; }
  bool to_the_end() const { return (bits_ >> name_.size() & 1) != 0; }

  // One character of which `fits` is true.
  template <class Fits>
  void one(Fits fits) {
    std::uint64_t next = 0;
    for (std::size_t i = 0; i < name_.size(); i++)
      if ((bits_ >> i & 1) != 0 && fits(name_[i])) next |= std::uint64_t(2) << i;
    bits_ = next;
  }
  // Any characters, or none: from the first place on, everywhere.
  void any() {
    if (bits_ != 0) bits_ = ~((bits_ & -bits_) - 1);
  }
  void word(std::string_view text) {
    for (const char c : text) one([c](char of_name) { return of_name == c; });
  }
  // One of "one,other".
  void word_of(std::string_view words) {
    const std::uint64_t from = bits_;
    std::uint64_t reached = 0;
    for (;;) {
      const std::string_view first = words.substr(0, words.find(','));
      bits_ = from;
      word(first);
      reached |= bits_;
      if (first.size() == words.size()) break;
      words.remove_prefix(first.size() + 1);
    }
    bits_ = reached;
  }

 private:
  std::string_view name_;
  std::uint64_t bits_ = 1;
};

// "a-cx", after its "!": whether `c` is one of them.
bool in_set(std::string_view set, char c) {
  for (std::size_t i = 0; i < set.size(); i++) {
    const bool range = i + 2 < set.size() && set[i + 1] == '-';
    if (range ? c >= set[i] && c <= set[i + 2] : c == set[i]) return true;
    if (range) i += 2;
  }
  return false;
}

bool matches(std::string_view pattern, std::string_view name) {
  Reach reach(name);
  for (std::size_t i = 0; i < pattern.size() && !reach.nowhere(); i++) {
    const char c = pattern[i];
    if (c == '*') {
      reach.any();
    } else if (c == '?') {
      reach.one([](char) { return true; });
    } else if (c == '[' || c == '{') {
      const std::size_t end = pattern.find(c == '[' ? ']' : '}', i);
      std::string_view inside = pattern.substr(i + 1, end - i - 1);
      i = end;
      const bool other = c == '[' && inside[0] == '!';
      if (other) inside.remove_prefix(1);
      if (c == '{')
        reach.word_of(inside);
      else
        reach.one([&](char of_name) { return in_set(inside, of_name) != other; });
    } else {
      reach.word(pattern.substr(i, 1));
    }
  }
  return reach.to_the_end();
}

}  // namespace

bool is_osc_pattern(std::string_view address) { return address.find_first_of("?*[{") != address.npos; }

bool osc_segment_matches(std::string_view pattern, std::string_view name) {
  if (!is_osc_pattern(pattern)) return pattern == name;
  if (pattern == "*") return true;
  if (pattern.size() > kLongestPattern || name.size() > kLongestName || !well_formed(pattern)) return false;
  return matches(pattern, name);
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
