#include "io/file/text_lines.h"

#include <algorithm>
#include <utility>

#include "io/errors.h"

namespace seaglass::io {
namespace {

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
constexpr std::size_t kMostQuoted = 40;  // characters

}  // namespace

TextLines::TextLines(std::string_view text, const std::string& name, char comment)
    : rest_(text), name_(name), comment_(comment) {
  if (rest_.starts_with(kUtf8Mark)) rest_.remove_prefix(kUtf8Mark.size());
}

bool TextLines::next() {
  while (!rest_.empty()) {
    const std::size_t end = rest_.find_first_of("\r\n");
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(line_.size());
    if (!rest_.empty()) rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
    number_++;
    if (line_.empty() || line_.front() != comment_) return true;
  }
  line_ = {};
  return false;
}

void TextLines::refuse(const std::string& sentence) const {
  throw FileError("'" + name_ + "', line " + std::to_string(std::max<std::size_t>(number_, 1)) + ": " + sentence);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool open = false, quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      open = true;
    } else if (c == ' ' && !quoted) {
      if (open) words.push_back(std::exchange(word, {}));
      open = false;
    } else {
      word += c;
      open = true;
    }
  }
  if (open) words.push_back(word);
  return words;
}

std::string quoted(std::string_view text) {
  std::string safe = "'";
  for (const char c : text.substr(0, kMostQuoted)) safe += c >= ' ' && c <= '~' ? c : '?';
  return safe + (text.size() > kMostQuoted ? "...'" : "'");
}

}  // namespace seaglass::io
