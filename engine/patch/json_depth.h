#pragma once
// How deep the brackets of a JSON text nest. The parser minds no depth, but whoever copies, compares or writes what it gives
// calls itself for each level: a file with a million brackets would end the stack. So it is looked at before.

#include <string_view>

namespace seaglass {

// Of our own files; they have five levels at most, a training report a few more.
inline constexpr int kMaxJsonDepth = 32;

// [any] False for a text that nests deeper. What is no JSON is left to the parser.
inline bool is_shallow_json(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); i++) {
    const char c = text[i];
    if (quoted && c == '\\') i++;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[' || c == '{') depth++;
    if (c == ']' || c == '}') depth--;
    if (depth > kMaxJsonDepth) return false;
  }
  return true;
}

}  // namespace seaglass
