#include "tools/seaglass/live/rig_text.h"

#include <algorithm>
#include <sstream>

#include "io/file/text_lines.h"

namespace seaglass {
namespace {

using Words = std::vector<std::string>;

// How many words at the beginning of a line say what it is about; 0: nothing else is.
std::size_t subject_of(const Words& words) {
  if (words.empty() || words[0].starts_with('#') || words[0] == "layer") return 0;
  return words[0] == "part" ? 3 : words[0] == "mpe" ? 2 : 1;
}

bool begins(const Words& words, const Words& with, std::size_t count) {
  return count <= with.size() && words.size() >= count && std::equal(with.begin(), with.begin() + std::ptrdiff_t(count), words.begin());
}

}  // namespace

RigText::RigText(std::string_view text) {
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines_.push_back(std::move(line));
  }
}

void RigText::add(const std::string& line) {
  const Words words = io::words_of(line);
  if (const std::size_t subject = subject_of(words); subject > 0)
    std::erase_if(lines_, [&](const std::string& old) { return begins(io::words_of(old), words, subject); });
  lines_.push_back(line);
}

int RigText::remove(const std::string& beginning) {
  const Words words = io::words_of(beginning);
  if (words.empty()) return 0;
  return int(std::erase_if(lines_, [&](const std::string& old) { return begins(io::words_of(old), words, words.size()); }));
}

std::vector<std::string> RigText::said() const {
  std::vector<std::string> all;
  for (const std::string& line : lines_)
    if (const Words words = io::words_of(line); !words.empty() && !words[0].starts_with('#')) all.push_back(line);
  return all;
}

std::string RigText::text() const {
  std::string all;
  for (const std::string& line : lines_) all += line + "\n";
  return all;
}

}  // namespace seaglass
