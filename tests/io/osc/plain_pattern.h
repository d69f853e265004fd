#pragma once
// What OSC 1.0 says of patterns, written down as plainly as can be, and slow: what ours is held against. The pattern must be
// well formed.

#include <string_view>

namespace seaglass::io {

// Within "[...]": whether `c` is one of those.
inline bool plain_set(std::string_view set, char c) {
  const bool other = !set.empty() && set[0] == '!';
  if (other) set.remove_prefix(1);
  bool found = false;
  while (!set.empty()) {
    if (set.size() >= 3 && set[1] == '-') {
      found = found || (c >= set[0] && c <= set[2]);
      set.remove_prefix(3);
    } else {
      found = found || c == set[0];
      set.remove_prefix(1);
    }
  }
  return found != other;
}

inline bool plain_match(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  const std::string_view rest = pattern.substr(1);
  switch (pattern[0]) {
    case '?': return !name.empty() && plain_match(rest, name.substr(1));
    case '*':
      for (std::size_t i = 0; i <= name.size(); i++)
        if (plain_match(rest, name.substr(i))) return true;
      return false;
    case '[': {
      const auto end = rest.find(']');
      return !name.empty() && plain_set(rest.substr(0, end), name[0]) && plain_match(rest.substr(end + 1), name.substr(1));
    }
    case '{': {
      const auto end = rest.find('}');
      std::string_view words = rest.substr(0, end);
      for (;;) {
        const std::string_view word = words.substr(0, words.find(','));
        if (name.starts_with(word) && plain_match(rest.substr(end + 1), name.substr(word.size()))) return true;
        if (word.size() == words.size()) return false;
        words.remove_prefix(word.size() + 1);
      }
    }
    default: return !name.empty() && name[0] == pattern[0] && plain_match(rest, name.substr(1));
  }
}

}  // namespace seaglass::io
